"""Days that sources have not completed: left out of scores, said so, and not waited for for ever."""

from datetime import UTC, datetime, time, timedelta

import pytest

from app.actions.activity.completeness import NOTE
from tests import roles
from tests.world import PUBLISHED, Person, World, event

pytestmark = pytest.mark.anyio

MINUTES, WEEK = 0.896 * 10 + 0.985, 7


async def clicking(world: World, days: int = 20) -> Person:
    """A student with ten interactions on every day up to yesterday."""
    student = await world.student(consent=True)
    await world.deliver(
        *(event(student, "vle", world.yesterday - timedelta(days=back), quantity=10) for back in range(days))
    )
    return student


def midnight(world: World, *, days_ago: int = 0) -> datetime:
    return datetime.combine(world.today - timedelta(days=days_ago), time(), UTC)


async def test_today_is_no_day_without_activity(world: World) -> None:
    student = await clicking(world)
    world.moment.now = midnight(world) + timedelta(minutes=1)
    await world.complete_all(midnight(world))
    read = await student.read(f"{student.path}/engagement")
    yesterday, today = read["days"][-2:]
    assert today["score"] == yesterday["score"] == round(MINUTES * PUBLISHED["vle"], 2)
    assert (yesterday["incomplete_sources"], today["incomplete_sources"]) == ([], ["app", "careers", "vle"])
    assert read["complete_until"] == str(world.yesterday)
    assert {each["complete_until"] for each in read["sources"]} == {str(world.yesterday)}
    explanation = await student.read(f"{student.path}/engagement/{world.today}/explanation")
    assert [each["days"][-1]["value"] for each in explanation["contributions"]] == [None] * 3
    tutor = await world.second_tutor(student)
    assert (await tutor.read("/v1/students"))["items"][0]["engagement"]["score"] == today["score"]


async def test_what_is_stored_ends_with_the_last_day_that_every_source_has_completed(world: World) -> None:
    student = await clicking(world)
    await world.complete_all(midnight(world))
    await world.sql(
        "update deliveries set data_as_of = cast(:reach as timestamptz)"
        " where institution_id = :institution_id and source = 'careers'",
        reach=midnight(world, days_ago=2),
    )
    await world.score()
    stored = await world.sql(
        "select max(scored_through) from score_months where institution_id = :institution_id"
    )
    assert stored == [(world.today - timedelta(days=3),)]
    days = (await student.read(f"{student.path}/engagement"))["days"]
    assert [each["incomplete_sources"] for each in days[-4:]] == [
        [],
        ["careers"],
        ["careers"],
        ["app", "careers", "vle"],
    ]
    assert len({each["score"] for each in days[-4:]}) == 1


async def test_a_source_that_stays_away_becomes_an_outage_and_one_that_returns_ends_it(world: World) -> None:
    student = await clicking(world)
    admin = await world.tutor(roles.ADMIN)
    await world.complete_all(midnight(world))
    await world.sql(
        "update deliveries set data_as_of = cast(:reach as timestamptz)"
        " where institution_id = :institution_id and source = 'careers'",
        reach=midnight(world, days_ago=6),
    )
    await world.score()
    (outage,) = (await admin.read("/v1/admin/outages"))["items"]
    first, before = world.today - timedelta(days=6), world.today - timedelta(days=3)
    assert (outage["source"], outage["starts_on"], outage["ends_before"], outage["automatic"]) == (
        "careers",
        str(first),
        str(before),
        True,
    )
    stored = "select max(scored_through) from score_months where institution_id = :institution_id"
    assert await world.sql(stored) == [(before - timedelta(days=1),)]
    read = await student.read(f"{student.path}/engagement")
    assert read["outages"] == [
        {"source": "careers", "starts_on": str(first), "ends_before": str(before), "note": NOTE}
    ]
    by_day = {each["day"]: each["missing_sources"] for each in read["days"]}
    assert by_day[str(first - timedelta(days=1))] == []
    assert by_day[str(first)] == ["careers"]

    # Another day away: the outage grows. A run that finds nothing new changes nothing.
    world.moment.now += timedelta(days=1)
    for _ in range(2):
        await world.score()
        (grown,) = (await admin.read("/v1/admin/outages"))["items"]
        assert (grown["starts_on"], grown["ends_before"]) == (str(first), str(before + timedelta(days=1)))

    await world.complete_all(midnight(world))
    read = await student.read(f"{student.path}/engagement")  # at once, whatever is on record still
    assert (read["outages"], read["days"][-2]["missing_sources"]) == ([], [])
    await world.score()
    assert (await admin.read("/v1/admin/outages"))["items"] == []
    assert await world.sql(stored) == [(world.yesterday,)]
    again = await student.read(f"{student.path}/engagement")
    assert again["days"] == read["days"]


async def test_a_section_without_any_data_is_unavailable_and_no_look_at_it_is_recorded(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    await world.complete_all(midnight(world, days_ago=60))
    section = (await tutor.read(f"{student.path}/dashboard"))["sections"]["engagement"]
    first = world.today - timedelta(days=29)
    assert section == {"state": "unavailable", "unavailable_since": str(first)}
    days = (await tutor.read(f"{student.path}/engagement"))["days"]
    assert {each["state"] for each in days} == {"unavailable"}
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert [each["sections"] for each in looks] == [
        ["attendance", "employability", "grades", "meetings", "notes"]
    ]
