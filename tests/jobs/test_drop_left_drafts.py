"""Left drafts: what a former tutor drafted about a student goes by rule, and nothing else does."""

from datetime import timedelta

import asyncpg
import pytest

from app.jobs.drop_left_drafts import drop_left_drafts
from tests import roles
from tests.db.test_row_level_security import asked_by
from tests.world import Person, World, note

pytestmark = pytest.mark.anyio


async def dropped(world: World) -> int:
    async with world.context() as context:
        return await drop_left_drafts(context)


async def held(world: World, student: Person) -> int:
    """How many notes about the student there are, whoever may read them; the institution itself may not."""
    async with world.owner() as owner:
        found: int = await owner.fetchval("select count(*) from notes where student_id = $1", student.id)
    return found


async def a_former_tutor(world: World, text: str) -> tuple[Person, Person]:
    """A student, and a tutor until today who leaves a draft with that text."""
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    await tutor.do(f"{student.path}/notes", note(summary=text))
    await world.end_tutorship(student, tutor, world.today)
    return student, tutor


async def test_a_draft_goes_when_its_author_has_been_gone_for_thirty_days(world: World) -> None:
    student, tutor = await a_former_tutor(world, "LEFT BEHIND")
    assert (await tutor.get(f"{student.path}/notes")).status_code == 404
    for days, expected in ((0, 0), (30, 0), (1, 1), (0, 0)):
        world.moment.now += timedelta(days=days)
        assert await dropped(world) == expected, days
    assert await held(world, student) == 0
    assert not await world.holds("LEFT BEHIND")
    async with world.owner() as owner:
        entries = await owner.fetch(
            "select role, after->>'drafts' as drafts from audit_entries"
            " where institution_id = $1 and action = 'left drafts dropped'",
            world.institution.institution_id,
        )
    assert [tuple(each) for each in entries] == [("operator", "1")]


async def test_what_is_shared_stays_and_so_do_drafts_of_those_in_charge_and_the_students(
    world: World,
) -> None:
    student, _ = await a_former_tutor(world, "LEFT BEHIND")
    current = await world.second_tutor(student)
    await current.do(f"{student.path}/notes", note(share=True))
    await current.do(f"{student.path}/notes", note(summary="STILL MINE"))
    await student.do(f"{student.path}/notes", note(summary="THE STUDENT'S"))
    world.moment.now += timedelta(days=90)
    assert await dropped(world) == 1
    assert await held(world, student) == 3
    assert len((await current.read(f"{student.path}/notes"))["items"]) == 2
    assert len((await student.read(f"{student.path}/notes"))["items"]) == 2


async def test_whoever_comes_back_in_time_finds_the_draft(world: World) -> None:
    student, tutor = await a_former_tutor(world, "BACK AGAIN")
    world.moment.now += timedelta(days=29)
    await world.begin_tutorship(student, tutor, world.today)
    await world.end_tutorship(student, tutor, world.today + timedelta(days=1), starts_on=world.today)
    world.moment.now += timedelta(days=30)
    assert await dropped(world) == 0, "in charge thirty days ago"
    world.moment.now += timedelta(days=1)
    assert await dropped(world) == 1


async def test_a_case_that_was_closed_leaves_its_drafts_thirty_days(world: World) -> None:
    """When a case was open is not asked for the past: what was changed since stays."""
    there = await world.create_another("every_reach", empty=False)
    student, nurse = await there.student(), await there.tutor(roles.WELLBEING_TEAM)
    await there.assign(student, nurse)
    await nurse.do(f"{student.path}/notes", note())
    await there.sql(
        "update assignments set closed_by = opened_by, closed_at = now(), closing_reason = 'for a test'"
        " where institution_id = :institution_id"
    )
    assert (await nurse.get(f"{student.path}/notes")).status_code == 404
    world.moment.now += timedelta(days=30)
    assert await dropped(there) == 0
    world.moment.now += timedelta(days=1)
    assert await dropped(there) == 1


async def test_another_institutions_drafts_are_not_touched(world: World) -> None:
    there = await world.create_another("exeter", empty=False)
    student, _ = await a_former_tutor(there, "ELSEWHERE")
    world.moment.now += timedelta(days=90)
    assert await dropped(world) == 0
    assert await held(there, student) == 1


async def test_nobody_who_asks_can_drop_drafts(world: World) -> None:
    tutor = await world.tutor()
    async with asked_by(world, tutor) as transaction:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await transaction.connection.execute(
                "select attune_drop_left_drafts('{}', '{}', '{}', current_date, 1, now())"
            )
