"""Runs migrations on the connection handed over: as the owner, one at a time, waiting briefly for locks."""

from alembic import context
from sqlalchemy import text

from app.store.tables import Table

# One migration run at a time, whoever starts it; the number is arbitrary and ours.
MIGRATION_LOCK = 0x417474756E65


def is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """Partitions are made by SQL functions and are not tables of the metadata."""
    return not (kind == "table" and name is not None and name.startswith("events_"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    include_object=is_ours,
    compare_server_default=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    connection.execute(text("set local lock_timeout = '5s'"))
    context.run_migrations()
