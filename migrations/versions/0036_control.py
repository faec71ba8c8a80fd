"""Figures of weeks are made once and kept; readings of what a class opens count in the budget, too."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_figures",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('module-runs', 'programmes', 'colleges', 'module-insights')",
            name=op.f("ck_kept_figures_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_kept_figures_institution_id")
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "kind", "group_id", "monday", "name", name=op.f("pk_kept_figures")
        ),
    )
    for statement in statements_of("0036_control"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("figures that were told would be made anew, with other noise")
