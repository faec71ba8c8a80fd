"""No policy only closes: what closes is part of what permits, which another node is told as it is."""

from alembic import op

from app.db.migrate import statements_of

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0045_permissive_policies"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
