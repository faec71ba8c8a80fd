"""Runs migrations on the connection handed over, or writes them down as SQL; each in its own transaction.

A lock is waited for briefly: whoever waits for one holds up everybody who comes after, readers too.
"""

from alembic import context
from sqlalchemy import text

from app.store.tables import METADATA

LOCK_TIMEOUT = "set lock_timeout = '1s'"


def is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """Partitions are made by SQL functions and are not tables of the metadata."""
    return not (kind == "table" and name is not None and name.startswith("events_"))


if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql",
        target_metadata=METADATA,
        literal_binds=True,
        transaction_per_migration=True,
    )
    context.execute(LOCK_TIMEOUT)
    context.run_migrations()
else:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        include_object=is_ours,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    connection.execute(text(LOCK_TIMEOUT))
    connection.commit()
    with context.begin_transaction():
        context.run_migrations()
