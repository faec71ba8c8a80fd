"""Migrating: the owner brings the schema up to date; every PostgreSQL from 15 on will do."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from app.errors import Unavailable
from app.db.admission import failures
from app.db.session import Engine, Session, driver_url, transaction

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
MIGRATION_LOCK = 0x417474756E65
"""Arbitrary, and ours."""
PAUSES = (1, 2, 4, 8, 15)
"""Seconds between attempts to get a lock, in which everybody who waited behind us goes first."""


def _config(migrations: Path = MIGRATIONS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    return config


async def migrate(owner_url: str, pauses: Sequence[float] = PAUSES, *, to: str = "head") -> None:
    """Bring the database to the newest migration, or to an earlier one; does nothing where it is.

    Raises Unavailable if a lock was not to be had in time, as often as there are pauses and once more; what
    had been migrated by then stays, and the next run goes on from there.
    """
    engine = create_async_engine(driver_url(owner_url), hide_parameters=True)
    try:
        for pause in pauses:
            with suppress(Unavailable):
                return await _migrate(engine, to)
            await asyncio.sleep(pause)
        await _migrate(engine, to)
    finally:
        await engine.dispose()


async def _migrate(engine: Engine, to: str) -> None:
    async with engine.connect() as connection, _alone(connection):
        with failures():
            await connection.run_sync(_upgrade, to)


@asynccontextmanager
async def _alone(connection: Session) -> AsyncIterator[None]:
    """One migration run at a time, whoever starts it."""
    key = {"key": MIGRATION_LOCK}
    # Asked again and again: waiting inside PostgreSQL would hold up an index that is built concurrently.
    while not (await connection.execute(text("select pg_try_advisory_lock(:key)"), key)).scalar_one():
        await connection.commit()
        await asyncio.sleep(0.2)
    await connection.commit()
    try:
        yield
    finally:
        await connection.rollback()
        await connection.execute(text("select pg_advisory_unlock(:key)"), key)
        await connection.commit()


def _upgrade(connection: Connection, to: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def as_sql(since: str, migrations: Path = MIGRATIONS) -> str:
    """The migrations after one, as the SQL that would be run: for whoever reviews it, and for the linter."""
    config = _config(migrations)
    config.output_buffer = StringIO()
    command.upgrade(config, f"{since}:head", sql=True)
    return config.output_buffer.getvalue()


async def is_migrated(engine: Engine) -> bool:
    """Whether the database holds exactly the migrations that this code knows. Raises Unavailable."""
    wanted = _wanted()
    async with transaction(engine) as session:
        return wanted == await session.run_sync(_heads)


@cache
def _wanted() -> frozenset[str]:
    """Read once: whoever asks whether we are ready asks every few seconds."""
    return frozenset(ScriptDirectory.from_config(_config()).get_heads())


def _heads(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())
