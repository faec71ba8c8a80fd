"""Senders: which login delivered an event, so that it can look up its own, and nobody else's."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a default no row is written anew.
    for table in ("events", "waiting_events", "event_removals"):
        op.add_column(table, sa.Column("sender", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
