"""Migrating: the owner brings the schema up to date; every PostgreSQL from 15 on will do."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.db.failures import passes, unavailable
from app.db.pool import driver_url
from app.db.query import one, query
from app.db.transaction import Database
from app.errors import Unavailable

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
MIGRATION_LOCK = 0x417474756E65
"""Arbitrary, and ours."""
PAUSES = (1, 2, 4, 8, 15)
"""Seconds between attempts to get a lock, in which everybody who waited behind us goes first."""


def _config(migrations: Path = MIGRATIONS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    return config


async def migrate(owner_url: str, pauses: Sequence[float] = PAUSES, *, migrations: Path = MIGRATIONS) -> None:
    """Bring the database to the newest migration; does nothing where it is.

    Raises Unavailable if a lock was not to be had in time, as often as there are pauses and once more; what
    had been migrated by then stays, and the next run goes on from there.
    """
    # Alembic wants SQLAlchemy's engine; nothing else does.
    url = driver_url(owner_url).replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, hide_parameters=True)
    try:
        for pause in pauses:
            with suppress(Unavailable):
                return await _migrate(engine, migrations)
            await asyncio.sleep(pause)
        await _migrate(engine, migrations)
    finally:
        await engine.dispose()


async def _migrate(engine: AsyncEngine, migrations: Path) -> None:
    async with engine.connect() as connection, _alone(connection):
        try:
            await connection.run_sync(_upgrade, migrations)
        except DBAPIError as problem:
            if problem.orig is not None and passes(problem.orig.__cause__):
                raise unavailable() from problem
            raise


@asynccontextmanager
async def _alone(connection: AsyncConnection) -> AsyncIterator[None]:
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


def _upgrade(connection: Connection, migrations: Path) -> None:
    config = _config(migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def as_sql(since: str, migrations: Path = MIGRATIONS) -> str:
    """The migrations after one, as the SQL that would be run: for whoever reviews it, and for the linter."""
    config = _config(migrations)
    config.output_buffer = StringIO()
    command.upgrade(config, f"{since}:head", sql=True)
    return config.output_buffer.getvalue()


def statements_of(name: str) -> list[str]:
    """The statements of `migrations/functions/{name}.sql`, one by one: a driver prepares one at a time."""
    statements, lines, quoted = [], list[str](), False
    for line in (MIGRATIONS / "functions" / f"{name}.sql").read_text("utf-8").splitlines():
        lines.append(line)
        quoted ^= line.count("$$") % 2 == 1
        if line.endswith(";") and not quoted:
            statements.append("\n".join(lines))
            lines = []
    return statements


_HEADS = query("select version_num from alembic_version", one)


async def is_migrated(database: Database) -> bool:
    """Whether the database holds exactly the migrations that this code knows. Raises Unavailable."""
    async with database.transaction() as transaction:
        return _wanted() == frozenset(await transaction.fetch(_HEADS))


@cache
def _wanted() -> frozenset[str]:
    """Read once: whoever asks whether the service is ready asks every few seconds."""
    return frozenset(ScriptDirectory.from_config(_config()).get_heads())
