"""Retention: what is due goes, whatever is left of a student who is due goes with them, and it is signed."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest

from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey, checked
from app.jobs import retain
from app.retention.rules import Category
from app.store.governance import retention
from app.store.governance.retention import Found
from app.store.governance.retention_tables import APART, CATEGORY_OF, OF_STUDENTS, OTHERS
from app.store.tables import METADATA
from tests.apart import on_one_server
from tests.db.test_row_level_security import full  # noqa: F401 (a fixture)
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio


def made_key() -> SigningKey:
    with TemporaryDirectory() as directory:
        return SigningKey(demonstration_signing_key(Path(directory)))


KEY = made_key()


async def due(world: World) -> dict[Category, int]:
    _, figures = await retain.preview(world.context)
    return {each: found.rows for each, found in figures.items() if found.rows}


async def run(world: World) -> dict[Category, int]:
    return {each: found.rows for each, found in (await retain.run(world.context, KEY)).items() if found.rows}


async def rows(world: World) -> dict[str, int]:
    """By table, of everything that has a rule."""
    async with world.owner() as owner:
        return {
            name: await owner.fetchval(f"select count(*) from {name} where institution_id = $1", mine)
            for name in sorted(CATEGORY_OF)
            if (mine := world.institution.institution_id)
        }


async def test_nothing_is_due_in_a_students_first_year(world: World, full: dict[str, Person]) -> None:  # noqa: F811
    before = await rows(world)
    assert await due(world) == {}
    assert await run(world) == {}
    after = await rows(world)
    assert after.pop("audit_entries") == before.pop("audit_entries") + 2, "that the run began, and its end"
    assert after == before


async def test_a_year_goes_when_it_is_due_and_a_second_run_finds_nothing(
    world: World,
    full: dict[str, Person],  # noqa: F811
) -> None:
    """The academic year 2018/19 ends with July 2019, and its activity is kept for a year."""
    world.moment.now = world.moment.now.replace(year=2020, month=7, day=31)
    assert Category.ACTIVITY not in await due(world)
    world.moment.now += timedelta(days=1)
    found = await due(world)
    before = await rows(world)
    assert found[Category.ACTIVITY] > 0
    assert await run(world) == found
    after = await rows(world)
    for name in ("events", "activity_months", "score_months", "signals", "attendance"):
        assert before[name] > 0, name
        assert after[name] == 0, name
    assert after["students"] == before["students"]
    assert await due(world) == {}
    assert await run(world) == {}


async def test_everything_of_a_student_goes_six_years_after_they_left(
    world: World,
    full: dict[str, Person],  # noqa: F811
) -> None:
    """No row of any table is left, whatever it is about."""
    await world.sql(
        "update registrations set ends_before = '2019-07-01'"
        " where institution_id = :institution_id and student_id = :ann",
        ann=full["ann"].id,
    )
    world.moment.now = world.moment.now.replace(year=2025, month=6, day=29)
    await run(world)
    assert await world.count("students", full["ann"]) == 1
    world.moment.now += timedelta(days=1)
    found = await due(world)
    assert found[Category.IDENTITY] > 1
    assert await run(world) == found
    async with world.owner() as owner:
        for name in (*OF_STUDENTS, "students"):
            counted = await owner.fetchval(
                f"select count(*) from {name} where student_id = $1", full["ann"].id
            )
            assert counted == 0, name
    assert not await world.holds(str(full["ann"].id))
    assert await world.count("students", full["bob"]) == 1


@on_one_server
async def test_a_whole_year_of_events_is_dropped_unless_somebody_else_has_some(world: World) -> None:
    student = await world.student(consent=True)
    await world.deliver(event(student, "vle", world.yesterday))
    async with world.context() as context:
        found = await _dropped(context, date(2018, 8, 1))
        assert found is None, "not all of it is due"
    async with world.owner() as owner:
        await owner.execute(
            "insert into events select gen_random_uuid(), student_id, academic_year, event_id, occurred_at,"
            " day, source, kind, module_run_id, object, quantity, version from events"
        )
    async with world.context() as context:
        assert await _dropped(context, date(2019, 8, 1)) is None, "another institution has some"
    async with world.owner() as owner:
        mine = world.institution.institution_id
        await owner.execute("delete from events where institution_id <> $1", mine)
    async with world.context() as context:
        assert (await _dropped(context, date(2019, 8, 1))) == Found(1, world.yesterday)
    await world.deliver(event(student, "vle", world.yesterday))
    assert await world.count("events", student) == 1, "the partition is made again when it is needed"


async def _dropped(context: Any, before: date) -> Found | None:
    return await retention.drop_year(context.transaction, 2018, before)


async def events(world: World, student: Person) -> int:
    """How many there are, whoever may read them."""
    async with world.owner() as owner:
        found: int = await owner.fetchval("select count(*) from events where student_id = $1", student.id)
    return found


async def test_what_is_restricted_stays_until_that_is_lifted(world: World, full: dict[str, Person]) -> None:  # noqa: F811
    """Somebody may need it for a claim, though nothing else is done with it."""
    world.moment.now = world.moment.now.replace(year=2020, month=8, day=1)
    before = await events(world, full["ann"])
    assert before > 0
    async with world.owner() as owner:
        await owner.execute(
            "with one as (select restriction_id from restrictions where student_id = $1 limit 1)"
            " update restrictions set lifted_at = null, lifted_by = null, told_on = null, notice = null"
            " where restriction_id = (select restriction_id from one)",
            full["ann"].id,
        )
    await run(world)
    assert await events(world, full["ann"]) == before
    assert await events(world, full["bob"]) == 0
    async with world.owner() as owner:
        await owner.execute("delete from restrictions")
    await run(world)
    assert await events(world, full["ann"]) == 0


async def test_the_counts_are_signed_and_kept(world: World, full: dict[str, Person]) -> None:  # noqa: F811
    world.moment.now = world.moment.now.replace(year=2020, month=8, day=1)
    done = await run(world)
    ((figures, signed),) = await world.sql(
        "select figures, signed from retention_runs where institution_id = :institution_id"
    )
    report = orjson.loads(checked(retain.WHAT, signed, KEY.published))
    assert report["categories"] == figures
    assert {name: each["rows"] for name, each in figures.items() if each["rows"]} == {
        str(name): count for name, count in done.items()
    }
    assert report["day"] == "2020-08-01"


async def test_a_run_that_was_cut_off_says_what_it_did(
    world: World,
    full: dict[str, Person],  # noqa: F811
) -> None:
    world.moment.now = world.moment.now.replace(year=2020, month=8, day=1)

    def cut(_: object) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await retain.run(world.context, KEY, cut)
    ((figures, signed),) = await world.sql(
        "select figures, signed from retention_runs where institution_id = :institution_id"
    )
    assert signed is None
    assert figures["activity"]["rows"] > 0
    await run(world)
    assert await due(world) == {}


async def test_daily_amounts_go_on_without_a_name_where_the_profile_says_so(essex: World) -> None:
    student = await essex.student()
    source = "moodle"
    await essex.deliver(event(student, source, essex.yesterday))
    assert await essex.count("activity_months", student) == 1
    essex.moment.now = essex.moment.now.replace(year=essex.moment.now.year + 4)
    await run(essex)
    assert await essex.count("events", student) == 0
    assert await essex.count("activity_months", student) == 0
    ((left,),) = await essex.sql(
        "select count(*) from activity_months where institution_id = :institution_id"
    )
    assert left == 1
    assert await due(essex) == {}


def test_every_table_with_a_rule_is_gone_through() -> None:
    assert {*OF_STUDENTS, *OTHERS, "students"} == CATEGORY_OF.keys()
    assert {*METADATA.tables, *APART} >= CATEGORY_OF.keys()
