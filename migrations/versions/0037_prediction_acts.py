"""Predictions: what staff did when they had seen an expectation; models that the operator publishes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expectation_acts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("like_cases", sa.Integer(), nullable=False),
        sa.Column("prompts", sa.Boolean(), nullable=False),
        sa.Column("made_of", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "did in ('talked', 'offered_support', 'referred', 'looked_only', 'disagreed', 'changed_mind')",
            name=op.f("ck_expectation_acts_did"),
        ),
        sa.CheckConstraint(
            "0 <= least and least <= about and about <= most and most <= 100",
            name=op.f("ck_expectation_acts_of_100"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_expectation_acts_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_run_id"],
            ["module_runs.institution_id", "module_runs.module_run_id"],
            name=op.f("fk_expectation_acts_institution_id_module_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "model"],
            ["prediction_models.institution_id", "prediction_models.version"],
            name=op.f("fk_expectation_acts_institution_id_model"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_expectation_acts_institution_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "act_id", name=op.f("pk_expectation_acts")),
    )
    for statement in statements_of("0037_prediction_acts"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
