"""Database roles: the application owns nothing, and the ledger only grows."""

from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from app.db.identity import act_as_operator
from app.db.pool import open_pool
from app.db.query import columns, one, query
from app.db.roles import Passwords, Urls, bootstrap, check_application_role
from app.db.transaction import Database
from app.errors import Unavailable
from tests.world import World

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("role", ["application", "operator"])
async def test_the_application_role_owns_nothing_and_has_no_powers(urls: Urls, role: str) -> None:
    """Nor does the operator's."""
    powers = query(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
        " where rolname = current_user",
        columns,
    )
    owned = query(
        "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user"
        " and relpersistence = 'p'",
        one,
    )
    async with (
        open_pool(getattr(urls, role), size=1) as pool,
        Database(pool).transaction() as transaction,
    ):
        found = await transaction.fetch_one(powers)
        assert tuple(found) == (False,) * 4
        assert await transaction.fetch_one(owned) == 0


async def test_a_service_run_as_the_owner_is_refused(urls: Urls) -> None:
    for url in (urls.owner, urls.operator):
        async with open_pool(url, size=1) as pool:
            with pytest.raises(Unavailable, match="owns no table"):
                await check_application_role(Database(pool))


async def test_a_service_is_told_where_the_database_keeps_no_settings(
    urls: Urls, server_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever is no superuser cannot take set_config() from everybody; the service says so, and starts."""
    async with open_pool(urls.application, size=1) as pool:
        await check_application_role(Database(pool))
        assert caplog.messages == []
    name = f"attune_test_{uuid4().hex[:12]}"
    bare = await asyncpg.connect(server_url)
    await bare.execute(f"create database {name}")
    try:
        async with open_pool(urls.application.rpartition("/")[0] + f"/{name}", size=1) as pool:
            await check_application_role(Database(pool))
        assert "set_config" in caplog.messages[0]
    finally:
        await bare.execute(f"drop database {name} with (force)")
        await bare.close()


async def test_a_database_that_was_restored_as_somebody_elses_is_handed_to_the_owner(
    urls: Urls, server_url: str
) -> None:
    """Otherwise each function of the owner's fails: it does not find the next one."""
    passwords = [urlsplit(each).password or "" for each in (urls.owner, urls.application, urls.operator)]
    name = f"attune_test_{uuid4().hex[:12]}"
    server = await asyncpg.connect(server_url)
    await server.execute(f"create database {name}")
    try:
        for _ in range(2):
            await bootstrap(server_url, name, Passwords(*passwords))
        owner = "select pg_get_userbyid(datdba) from pg_database where datname = $1"
        assert await server.fetchval(owner, name) == "attune_owner"
    finally:
        await server.execute(f"drop database {name} with (force)")
        await server.close()


@pytest.mark.parametrize(
    "statement",
    [
        "update consent_decisions set decision = 'given'",
        "delete from consent_decisions",
        "truncate consent_decisions",
        "alter table students add column x int",
        "create table mine (x int)",
        "drop table students",
        "create function f() returns int language sql as 'select 1'",
    ],
)
async def test_the_application_role_cannot(world: World, statement: str) -> None:
    student = await world.student()
    await student.decide("refused")
    with pytest.raises(asyncpg.PostgresError, match=r"permission denied|must be owner"):
        await world.sql(statement)


async def test_who_asks_is_known_to_the_transaction_alone(urls: Urls) -> None:
    """It is gone with the transaction, also on a pooled connection."""
    operator = query("select current_setting('attune.operator', true)", one)
    async with open_pool(urls.operator, size=1) as pool:
        database = Database(pool)
        async with database.transaction() as transaction:
            await act_as_operator(transaction, None)
            assert await transaction.fetch_one(operator) == "on"
        async with database.transaction() as transaction:
            assert await transaction.fetch_one(operator) in {None, ""}


async def test_an_academic_year_out_of_range_gets_no_partition(world: World) -> None:
    with pytest.raises(asyncpg.PostgresError, match="out of range"):
        await world.sql("select attune_add_academic_year(3000)")
