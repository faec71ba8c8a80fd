"""Sessions that do not take place go from the timetable."""

from alembic import op

from app.db.migrate import statements_of

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements_of("0043_sessions"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
