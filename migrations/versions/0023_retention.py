"""Retention: what is due goes, and how much of each kind went is kept, signed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_runs",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(finished_at is null) = (signed is null)", name=op.f("ck_retention_runs_finished")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_retention_runs_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "run_id", name=op.f("pk_retention_runs")),
    )
    for statement in statements_of("0023_retention"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what is gone is gone, and the record of it stays")
