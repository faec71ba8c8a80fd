"""Engagement: scoring models, stored scores, and how far scoring has come."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pending_rescores",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_pending_rescores_forward")),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "first_day", "last_day", name=op.f("pk_pending_rescores")
        ),
    )
    op.create_table(
        "score_months",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=False),
        sa.Column("scored_through", sa.Date(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scores", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(scores) = 248", name=op.f("ck_score_months_scores")),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "month", name=op.f("pk_score_months")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "scoring_models",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sources", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("coefficients", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "status in ('draft', 'published', 'superseded')", name=op.f("ck_scoring_models_status")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_scoring_models_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "scoring_model_id", name=op.f("pk_scoring_models")),
        sa.UniqueConstraint(
            "institution_id",
            "academic_year",
            "version",
            name=op.f("uq_scoring_models_institution_id_academic_year_version"),
        ),
    )
    op.create_index(
        "uq_scoring_models_in_force",
        "scoring_models",
        ["institution_id", "academic_year"],
        unique=True,
        postgresql_where=sa.text("status = 'published'"),
    )
    op.create_table(
        "score_progress",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("done_to", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "scoring_model_id"],
            ["scoring_models.institution_id", "scoring_models.scoring_model_id"],
            name=op.f("fk_score_progress_institution_id_scoring_model_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "academic_year", name=op.f("pk_score_progress")),
    )
    op.create_table(
        "scoring_trials",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "scoring_model_id"],
            ["scoring_models.institution_id", "scoring_models.scoring_model_id"],
            name=op.f("fk_scoring_trials_institution_id_scoring_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_scoring_trials_institution_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "academic_year", "number", name=op.f("pk_scoring_trials")),
        sa.UniqueConstraint(
            "institution_id", "question", name=op.f("uq_scoring_trials_institution_id_question")
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("a first release has nothing to go back to")
