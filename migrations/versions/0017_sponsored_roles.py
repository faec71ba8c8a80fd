"""Sponsored roles: a role for sponsored students only opens nobody else, whatever its grant says."""

from alembic import op

from app.db.migrate import statements_of

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0017_sponsored_roles"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a role would open students whom its profile keeps from it")
