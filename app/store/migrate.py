"""Migrating: the owner brings the schema up to date; every PostgreSQL from 15 on will do."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.store.session import Engine, driver_url, transaction

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


async def migrate(owner_url: str) -> None:
    """Bring the database to the newest migration; does nothing where it is."""
    engine = create_async_engine(driver_url(owner_url))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def is_migrated(engine: Engine) -> bool:
    """Whether the database holds exactly the migrations that this code knows. Raises Unavailable."""
    wanted = set(ScriptDirectory.from_config(_config()).get_heads())
    async with transaction(engine) as session:
        return wanted == await session.run_sync(_heads)


def _heads(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())
