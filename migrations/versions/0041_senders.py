"""Senders: which login delivered an event, so that it can look up its own; and rosters as JSON."""

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
    # A roster may come as JSON.
    op.drop_constraint(op.f("ck_imports_media_type"), "imports")
    op.create_check_constraint(
        op.f("ck_imports_media_type"),
        "imports",
        "media_type in ('application/zip', 'text/csv', 'text/tab-separated-values', 'application/x-ndjson',"
        " 'application/json')",
    )


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
