"""Rights over a part: kinds of data erased, one purpose restricted everywhere, a student admitted again."""

from alembic import op

from app.db.migrate import statements_of

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0026_partial_rights"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
