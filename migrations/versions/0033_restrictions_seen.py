"""Restrictions seen: whoever sees every student learns of restrictions, too."""

from alembic import op

from app.db.migrate import statements_of

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0033_restrictions_seen"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a score that was closed is not opened again")
