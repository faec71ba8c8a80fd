"""Declining: a student answers that they do not want support."""

from alembic import op

from app.db.migrate import statements_of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0015_declining"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
