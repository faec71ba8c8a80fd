"""Database roles: the application owns nothing, and the ledger only grows."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.errors import Unavailable
from app.db.roles import Urls, check_application_role
from app.db.session import create_engine
from tests.world import World

pytestmark = pytest.mark.anyio


async def test_the_application_role_owns_nothing_and_has_no_powers(engine: AsyncEngine) -> None:
    await check_application_role(engine)
    async with engine.connect() as connection:
        found = await connection.execute(
            text(
                "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles"
                " where rolname = current_user"
            )
        )
        assert list(found.one()) == [False] * 4
        owned = await connection.execute(
            text(
                "select count(*) from pg_class where pg_get_userbyid(relowner) = current_user"
                " and relpersistence = 'p'"
            )
        )
        assert owned.scalar_one() == 0


async def test_a_service_run_as_the_owner_is_refused(urls: Urls) -> None:
    owner = create_engine(urls.owner)
    with pytest.raises(Unavailable, match="owns no table"):
        await check_application_role(owner)
    await owner.dispose()


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
    async with world.engine.connect() as connection:
        with pytest.raises((ProgrammingError, DBAPIError), match=r"permission denied|must be owner"):
            await connection.execute(text(statement))


async def test_a_login_can_be_found_but_logins_cannot_be_told_apart_by_settings(engine: AsyncEngine) -> None:
    """Who is asking is known to the transaction alone: it is gone with it, also on a pooled connection."""
    query = text("select current_setting('attune.roles', true)")
    async with engine.connect() as connection:
        async with connection.begin():
            await connection.execute(text("select attune_enter_as_operator(null)"))
            assert (await connection.execute(query)).scalar_one() == "operator"
        assert (await connection.execute(query)).scalar_one() in {None, ""}


async def test_an_academic_year_out_of_range_gets_no_partition(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError, match="out of range"):
            await connection.execute(text("select attune_add_academic_year(3000)"))
