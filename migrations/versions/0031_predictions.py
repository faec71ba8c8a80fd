"""Predictions: models with their audits, and who answers for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prediction_models",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("cut_off_day", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("model", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("audit", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'audited', 'published', 'superseded')",
            name=op.f("ck_prediction_models_state"),
        ),
        sa.CheckConstraint(
            "(state in ('published', 'superseded')) = (published_at is not null)",
            name=op.f("ck_prediction_models_published"),
        ),
        sa.CheckConstraint(
            "(published_at is null) = (published_by is null)", name=op.f("ck_prediction_models_publisher")
        ),
        sa.CheckConstraint(
            "signed_by is distinct from drafted_by", name=op.f("ck_prediction_models_another")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_prediction_models_institution_id"),
        ),
        *(
            sa.ForeignKeyConstraint(
                ["institution_id", column],
                ["staff.institution_id", "staff.staff_id"],
                name=op.f(f"fk_prediction_models_institution_id_{column}"),
            )
            for column in ("drafted_by", "signed_by", "published_by")
        ),
        sa.PrimaryKeyConstraint("institution_id", "version", name=op.f("pk_prediction_models")),
    )
    op.create_index(
        "uq_prediction_models_in_force",
        "prediction_models",
        ["institution_id", "cut_off_day"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )
    for statement in statements_of("0031_predictions"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
