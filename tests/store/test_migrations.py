"""Migrations: they make exactly the tables that the code knows, and again is no change."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from app.store.migrate import is_migrated, migrate
from app.store.roles import Urls
from app.store.session import create_engine, driver_url
from app.store.tables import Table

pytestmark = pytest.mark.anyio


def differences(connection: Connection) -> list[object]:
    def is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith("events_"))

    context = MigrationContext.configure(connection, opts={"include_object": is_ours})
    return list(compare_metadata(context, Table.metadata))


async def test_migrations_and_tables_agree(urls: Urls) -> None:
    engine = create_async_engine(driver_url(urls.owner))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_migrating_again_changes_nothing(urls: Urls) -> None:
    await migrate(urls.owner)
    engine = create_engine(urls.application)
    assert await is_migrated(engine)
    await engine.dispose()


def test_everything_a_student_owns_has_the_student_first_in_its_key() -> None:
    """What lets a year of a university be partitioned, and a nation be distributed."""
    for table in Table.metadata.tables.values():
        if "student_id" in table.columns and table.name not in {"students", "logins"}:
            assert next(iter(table.primary_key)).name == "student_id", table.name
