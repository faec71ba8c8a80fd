"""Versions: whatever answers rest on leaves a new one behind, and no writer waits for another's."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from app.auth.demo_issuer import ISSUER
from app.store.asking import enter
from app.store.session import driver_url
from app.store.tables import Table
from tests.world import Person, World

pytestmark = pytest.mark.anyio

READERS = (
    "attune_read_engagement", "attune_read_dashboard", "attune_read_students", "attune_score_facts",
    "attune_sections", "attune_expected_ids", "attune_page_of_students",
)  # fmt: skip
"""What answers at once are read by."""
EVENTS = {"insert", "update", "delete"}
NOT_RAISED = {
    # What is stored is what would be computed; which of it is stored, due scores and progress tell.
    "score_months": {"insert", "update"},
}


async def test_every_table_that_answers_are_read_from_raises_versions(world: World) -> None:
    async with world.engine.connect() as connection:
        bodies = await connection.execute(
            text("select prosrc from pg_proc where proname = any (:readers)"), {"readers": list(READERS)}
        )
        words = {word for body in bodies.scalars() for word in re.findall(r"\b(?:from|join) (\w+)", body)}
        raised = await connection.execute(
            text(
                "select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
                " join pg_proc p on p.oid = t.tgfoid"
                " where p.proname in ('attune_student_changed', 'attune_institution_changed')"
            )
        )
        found = {(table, name.removeprefix("raise_")) for table, name in raised}
    read = words & set(Table.metadata.tables)
    assert read >= {"activity_months", "notes", "deliveries", "programmes", "students", "submissions"}
    missing = {
        (table, event)
        for table in read
        for event in EVENTS - NOT_RAISED.get(table, set())
        if (table, event) not in found
    }
    assert missing == set()


@asynccontextmanager
async def writing(world: World) -> AsyncIterator[AsyncConnection]:
    """As the owner, to write about a student in two transactions at once."""
    engine = create_async_engine(driver_url(world.urls.owner))
    async with engine.connect() as connection:
        await connection.execute(text("set lock_timeout = '2s'"))
        await connection.commit()
        yield connection
    await engine.dispose()


async def say(connection: AsyncConnection, student: Person, day: str) -> None:
    await connection.execute(
        text("insert into career_stages values (:student, cast(:day as text)::date, 'planning')"),
        {"student": student.id, "day": day},
    )


async def version(world: World, asker: Person, student: Person) -> bytes | None:
    async with world.engine.begin() as session:
        roles = frozenset(str(role) for role in asker.roles)
        assert await enter(session, ISSUER, asker.subject, roles, world.moment.now)
        found = await session.execute(text("select attune_version(:student)"), {"student": student.id})
        seen: bytes | None = found.scalar_one()
        return seen


async def rows(connection: AsyncConnection, student: Person) -> int:
    found = await connection.execute(
        text("select count(*) from versions where about = :student"), {"student": student.id}
    )
    return int(found.scalar_one())


async def test_two_who_write_about_the_same_student_do_not_wait_and_both_leave_a_version(
    world: World,
) -> None:
    student = await world.student()
    seen = [await version(world, student, student)]
    async with writing(world) as one, writing(world) as other:
        await say(one, student, "2018-10-01")
        await say(other, student, "2018-10-02")
        assert await version(world, student, student) == seen[0]  # neither has committed
        for each in (other, one):
            await each.commit()
            seen.append(await version(world, student, student))
        assert await rows(one, student) == 2
        await say(one, student, "2018-10-03")
        await say(one, student, "2018-10-04")
        await one.commit()
        seen.append(await version(world, student, student))
        assert await rows(one, student) == 1  # one for both, in place of the two
        await say(one, student, "2018-10-05")
        await one.rollback()
        assert await version(world, student, student) == seen[-1]
    assert None not in seen
    assert len(set(seen)) == 4


async def test_nobody_is_told_the_version_of_whom_they_may_not_see(world: World) -> None:
    tutor, stranger = await world.tutor(), await world.tutor()
    student, other = await world.student(tutor=tutor), await world.student()
    assert await version(world, tutor, student) == await version(world, student, student) is not None
    for asker in (stranger, other, await world.service()):
        assert await version(world, asker, student) is None
    async with world.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text("select * from versions"))


async def test_nobody_but_the_database_raises_a_version(world: World) -> None:
    async with world.engine.connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(text("select attune_raise_versions('{}')"))
