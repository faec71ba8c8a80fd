"""Senders: which login delivered an event, so that it can look up its own; and rosters as JSON."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a default no row is written anew.
    for table in ("events", "waiting_events", "event_removals"):
        op.add_column(table, sa.Column("sender", sa.Integer(), nullable=True))
    # A roster may come as JSON.
    op.execute(
        "-- The next statement allows more instead.\n"
        "-- squawk-ignore ban-drop-constraint\n"
        "alter table imports drop constraint ck_imports_media_type"
    )
    op.execute(
        "alter table imports add constraint ck_imports_media_type check (media_type in ('application/zip',"
        " 'text/csv', 'text/tab-separated-values', 'application/x-ndjson', 'application/json')) not valid"
    )
    op.execute(
        "-- Files are few, and their rows kept for ninety days.\n"
        "-- squawk-ignore constraint-missing-not-valid\n"
        "alter table imports validate constraint ck_imports_media_type"
    )


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
