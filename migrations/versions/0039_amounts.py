"""Daily amounts: a month's bytes are patched where days were touched, not put together anew."""

from alembic import op

from app.db.migrate import statements_of

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0039_amounts"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
