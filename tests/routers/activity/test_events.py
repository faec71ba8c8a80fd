"""Events: in any order, once each, and every one answered for."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.wire.roster import EnrolmentRow, IdentifierRow, RegistrationRow
from tests.world import OPENING, World, event

pytestmark = pytest.mark.anyio


async def test_the_same_event_twice_counts_once(world: World) -> None:
    student = await world.student(consent=True)
    once = event(student, "app", world.yesterday)
    assert await world.deliver(once) == ["recorded"]
    assert await world.deliver(once) == ["known"]
    other = event(student, "app", world.yesterday)
    assert await world.deliver(other, other) == ["recorded", "known"]
    assert await amount(world, student, "app") == 2


async def test_another_event_under_a_known_id_is_a_conflict_and_changes_nothing(world: World) -> None:
    student = await world.student(consent=True)
    first = event(student, "app", world.yesterday, quantity=3)
    other = first | {"quantity": 5}
    assert await world.deliver(first) == ["recorded"]
    assert await world.deliver(other) == ["conflict"]
    both = event(student, "app", world.yesterday)
    assert await world.deliver(both, both | {"quantity": 9}) == ["recorded", "conflict"]
    assert await amount(world, student, "app") == 4


async def test_an_event_resent_with_a_date_in_another_academic_year_does_not_count_twice(
    world: World,
) -> None:
    student = await world.student(since=date(2017, 9, 25))
    first = event(student, "app", world.yesterday)
    await world.deliver(first)
    moved = first | {"occurred_at": "2017-11-19T12:00:00Z"}
    assert await world.deliver(moved) == ["conflict"]
    assert await world.count("events", student) == 1


async def test_an_event_may_come_before_its_student_does(world: World) -> None:
    early = {
        "event_id": str(uuid4()),
        "system": "campus",
        "identifier": "S00001",
        "occurred_at": f"{world.yesterday}T12:00:00Z",
        "source": "app",
        "kind": "menu_choice",
    }
    assert await world.deliver(early) == ["waiting"]
    assert await world.deliver(early) == ["waiting"]
    student = await world.student(consent=True)
    assert student.number == early["identifier"]
    assert await amount(world, student, "app") == 1
    assert await world.deliver(early) == ["known"]


async def test_an_event_may_come_before_its_module_run_does(world: World) -> None:
    student = await world.student(consent=True)
    early = event(student, "vle", world.yesterday, module_run="NEW-18")
    assert await world.deliver(early) == ["waiting"]
    await world.add_module_run("NEW-18")
    assert await amount(world, student, "vle") == 0, "the student is not on it yet"
    await world.roster(enrolments=[EnrolmentRow(student.number, "NEW-18")])
    assert await amount(world, student, "vle") == 1
    run = await world.module_run_id("NEW-18")
    told = await student.read(
        f"{student.path}/engagement/{world.yesterday}/explanation", module_run_id=str(run)
    )
    assert told["contributions"][2]["days"][-1]["amount"] == 1


async def test_one_bad_event_does_not_stop_the_others(world: World) -> None:
    student = await world.student()
    service = await world.service()
    good = event(student, "app", world.yesterday)
    far = (world.moment.now + timedelta(days=2)).isoformat()
    bad: list[tuple[dict[str, Any], str]] = [
        (event(student, "app", world.yesterday) | {"source": "horoscope"}, "source"),
        (event(student, "app", world.yesterday, quantity=0), "quantity"),
        (event(student, "app", world.yesterday, quantity=-1), "quantity"),
        (event(student, "app", world.yesterday, quantity=1e12), "quantity"),
        (event(student, "vle", world.yesterday, quantity=1.7e308), "quantity"),
        (event(student, "app", world.yesterday, quantity=501), "quantity"),
        (event(student, "app", world.yesterday, kind="attended"), "kind"),
        (event(student, "vle", world.yesterday, version=0), "version"),
        (event(student, "vle", world.yesterday, version=32_768), "version"),
        (event(student, "vle", "2017-11-19T12:00:00Z"), "occurred_at"),
        (event(student, "vle", "2018-07-31T12:00:00Z", module_run="BIO1-18"), "occurred_at"),
        (event(student, "app", world.yesterday, occurred_at=far), "occurred_at"),
        (event(student, "app", world.yesterday, occurred_at="2018-11-19T12:00:00"), "occurred_at"),
        (event(student, "app", world.yesterday, occurred_at="1899-01-01T00:00:00Z"), "occurred_at"),
        (event(student, "app", world.yesterday, occurred_at="0001-01-01T00:00:00+14:00"), "occurred_at"),
        (event(student, "app", world.yesterday, occurred_at="9999-12-31T23:59:59-14:00"), "occurred_at"),
    ]
    answer = await service.post("/v1/events", {"events": [good, *[each for each, _ in bad]]})
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert items[0]["outcome"] == "recorded"
    for item, (_, named) in zip(items[1:], bad, strict=True):
        assert item["outcome"] == "rejected"
        assert item["detail"].startswith(f"{named}:")
    assert await world.count("events", student) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"event_id": "not-a-uuid"},
        {"quantity": "many"},
        {"occurred_at": "yesterday"},
        {"identifier": ""},
        {"identifier": "x" * 201},
        {"identifier": "a\x00b"},
        {"identifier": "a\nb"},
        {"surprise": True},
        {"kind": None},
    ],
)
async def test_an_event_that_is_no_event_is_rejected_by_itself_with_the_field(
    world: World, fields: dict[str, Any]
) -> None:
    student = await world.student()
    service = await world.service()
    sent = [event(student, "app", world.yesterday), event(student, "app", world.yesterday) | fields]
    answer = await service.do("/v1/events", {"events": sent})
    assert [each["outcome"] for each in answer["items"]] == ["recorded", "rejected"]
    assert answer["items"][1]["detail"].startswith(f"{next(iter(fields))}: ")
    assert await world.count("events", student) == 1


@pytest.mark.parametrize("item", [None, 7, "event", [], {}])
async def test_an_item_that_is_no_object_is_rejected_by_itself(world: World, item: Any) -> None:
    student = await world.student()
    body = {"events": [item, event(student, "app", world.yesterday)]}
    answer = await (await world.service()).do("/v1/events", body)
    assert [each["outcome"] for each in answer["items"]] == ["rejected", "recorded"]


async def test_an_event_counts_only_on_a_module_run_that_the_student_is_on(world: World) -> None:
    student = await world.student(consent=True)
    await world.add_module_run("OTHER-18")
    assert await world.deliver(event(student, "vle", world.yesterday, module_run="OTHER-18")) == ["waiting"]
    assert await amount(world, student, "vle") == 0
    assert await world.count("events", student) == 0


async def test_a_score_cannot_be_made_of_a_slip_of_the_keyboard(world: World) -> None:
    student = await world.student(consent=True)
    huge = [
        event(student, "vle", world.yesterday, quantity=quantity) for quantity in (1e12, 1.7e308, 1.7e308)
    ]
    assert await world.deliver(*huge) == ["rejected"] * 3
    day = (await student.read(f"{student.path}/engagement"))["days"][-2]
    assert (day["day"], day["score"]) == (str(world.yesterday), 0.0)


async def test_the_source_says_how_fresh_it_is(world: World) -> None:
    await world.sql("delete from deliveries where institution_id = :institution_id")
    student = await world.student(consent=True)
    service = await world.service()
    said = datetime.fromisoformat(f"{world.yesterday}T23:59:00+00:00")
    body = {
        "events": [event(student, "app", world.yesterday)],
        "data_as_of": {"app": said.isoformat()},
    }
    await service.post("/v1/events", body)
    await world.deliver(event(student, "app", world.yesterday - timedelta(days=3)))  # older: no step back
    sources = (await student.read(f"{student.path}/engagement"))["sources"]
    fresh = {each["name"]: each["data_as_of"] for each in sources}
    assert fresh == {"app": f"{world.yesterday}T23:59:00Z", "careers": None, "vle": None}


async def test_the_source_corrects_how_fresh_it_is_and_is_never_ahead_of_time(world: World) -> None:
    await world.sql("delete from deliveries where institution_id = :institution_id")
    student = await world.student(consent=True)
    service, now = await world.service(), world.moment.now
    early = world.yesterday - timedelta(days=2)
    ahead = event(student, "vle", now + timedelta(hours=20))

    async def state(**reach: Any) -> dict[str, Any]:
        answer = await service.do("/v1/events", {"events": [ahead], "data_as_of": reach})
        return {source: each["outcome"] for source, each in answer["data_as_of"].items()}

    async def fresh() -> dict[str, Any]:
        sources = (await student.read(f"{student.path}/engagement"))["sources"]
        return {each["name"]: each["data_as_of"] for each in sources}

    assert await state(app=f"{world.yesterday}T23:59:00Z") == {"app": "recorded"}
    assert (await fresh())["vle"] == now.isoformat().replace("+00:00", "Z"), "an event ahead of time"
    assert await state(app=f"{early}T05:00:00Z", vle=(now + timedelta(seconds=1)).isoformat()) == {
        "app": "recorded",
        "vle": "rejected",
    }
    assert (await fresh())["app"] == f"{early}T05:00:00Z"
    wrong = {"horoscope": f"{early}T05:00:00Z", "careers": "soon", "app": "2018-11-18T05:00:00", "vle": 7}
    assert set((await state(**wrong)).values()) == {"rejected"}
    assert (await fresh())["app"] == f"{early}T05:00:00Z"


async def test_how_far_data_reach_can_be_told_without_an_event(world: World) -> None:
    student, service = await world.student(consent=True), await world.service()
    for events, reach in (([], f"{world.yesterday}T23:59:00Z"), ([None], f"{world.today}T05:00:00Z")):
        answer = await service.do("/v1/events", {"events": events, "data_as_of": {"careers": reach}})
        assert answer["data_as_of"] == {"careers": {"outcome": "recorded", "detail": None}}
        sources = (await student.read(f"{student.path}/engagement"))["sources"]
        assert {each["name"]: each["data_as_of"] for each in sources}["careers"] == reach
    assert (await service.post("/v1/events", {"events": []})).status_code == 422


async def test_removing_takes_back_recorded_and_waiting_events_alike_and_says_what_it_found(
    world: World,
) -> None:
    student = await world.student(consent=True)
    recorded = event(student, "app", world.yesterday)
    waiting = recorded | {"event_id": str(uuid4()), "identifier": "nobody-yet"}
    never = recorded | {"event_id": str(uuid4())}
    assert await world.deliver(recorded, waiting) == ["recorded", "waiting"]
    assert await remove(world, recorded, waiting, never, recorded) == [
        "removed",
        "removed",
        "unknown",
        "known",
    ]
    assert await remove(world, recorded, waiting, never) == ["known"] * 3
    assert await amount(world, student, "app") == 0


async def test_what_was_taken_back_stays_away_when_it_is_delivered_again(world: World) -> None:
    student = await world.student(consent=True)
    once = event(student, "app", world.yesterday)
    stranger = once | {"event_id": str(uuid4()), "identifier": "nobody-yet"}
    not_yet = once | {"event_id": str(uuid4())}
    await world.deliver(once, stranger)
    await remove(world, once, stranger, not_yet)
    again = await world.deliver(once, once | {"quantity": 3}, stranger, not_yet)
    assert again == ["taken_back", "conflict", "taken_back", "taken_back"]
    assert await amount(world, student, "app") == 0
    assert await world.sql("select from waiting_events where institution_id = :institution_id") == []


async def test_what_was_taken_back_comes_back_with_a_higher_version(world: World) -> None:
    student = await world.student(consent=True)
    once = event(student, "app", world.yesterday)
    await world.deliver(once)
    await remove(world, once)
    second = once | {"version": 2, "quantity": 3}
    assert await world.deliver(second, once) == ["recorded", "known"]
    assert await world.deliver(once) == ["taken_back"], "the first version stays away"
    assert await amount(world, student, "app") == 3
    assert await remove(world, once) == ["known"], "a removal that is sent again takes back no later version"
    assert await amount(world, student, "app") == 3
    assert await remove(world, second, once) == ["removed", "known"]
    assert await world.deliver(second) == ["taken_back"], "and now the second does, too"
    assert await world.deliver(once | {"version": 3}) == ["recorded"]
    assert await remove(world, once | {"version": 0}) == ["rejected"]


async def test_a_removal_holds_under_every_name_of_the_student(world: World) -> None:
    student = await world.student(consent=True)
    await world.roster(identifiers=[IdentifierRow(student.number, "vle", "u77")])
    once = event(student, "vle", world.yesterday)
    other_name = once | {"system": "vle", "identifier": "u77"}
    await world.deliver(once)
    await remove(world, other_name)
    assert await world.deliver(once, other_name) == ["taken_back", "known"]


async def test_a_removal_before_the_student_is_known_holds_when_the_roster_comes(world: World) -> None:
    early = {
        "event_id": str(uuid4()),
        "system": "campus",
        "identifier": "S00001",
        "occurred_at": f"{world.yesterday}T12:00:00Z",
        "source": "app",
        "kind": "menu_choice",
    }
    assert await remove(world, early) == ["unknown"]
    student = await world.student(consent=True)
    assert await world.deliver(early) == ["taken_back"]
    assert await amount(world, student, "app") == 0


async def test_a_higher_version_replaces_a_lower_one_in_whatever_order_they_come(world: World) -> None:
    student = await world.student(consent=True)
    first = event(student, "app", world.yesterday, quantity=2)
    assert await world.deliver(first) == ["recorded"]
    assert await world.deliver(first | {"version": 3, "quantity": 7}) == ["replaced"]
    assert await world.deliver(first | {"version": 2, "quantity": 5}) == ["known"]
    assert await world.deliver(first | {"version": 3, "quantity": 8}) == ["conflict"]
    assert await amount(world, student, "app") == 7
    assert await world.count("events", student) == 1


async def test_waiting_events_follow_the_same_rules(world: World) -> None:
    student = await world.student()
    first = event(student, "app", world.yesterday) | {"identifier": "S00002"}
    assert await world.deliver(first, first, first | {"quantity": 2}) == ["waiting", "known", "conflict"]
    assert await world.deliver(first | {"quantity": 2}) == ["conflict"]
    assert await world.deliver(first | {"quantity": 3, "version": 2}) == ["waiting"]
    assert await world.deliver(first) == ["known"]
    late = await world.student(consent=True)
    assert late.number == "S00002"
    assert await amount(world, late, "app") == 3


async def test_nothing_is_kept_of_a_student_whom_the_service_does_not_cover(world: World) -> None:
    research = await world.student(level="postgraduate_research")
    number = f"S{world.made + 1:05}"
    early = event(research, "app", world.yesterday) | {"identifier": number}
    assert await world.deliver(event(research, "app", world.yesterday), early) == ["not_covered", "waiting"]
    assert (await world.student(level="postgraduate_research")).number == number
    for table in ("events", "waiting_events"):
        assert await world.sql(f"select from {table} where institution_id = :institution_id") == []


async def test_a_student_who_goes_on_to_research_is_covered_for_the_years_before(world: World) -> None:
    student = await world.student(since=date(2016, 9, 26))
    level = "postgraduate_research"
    await world.roster(
        registrations=[
            RegistrationRow(
                student.number, date(2016, 9, 26), date(2018, 7, 1), "BSC", "CLES", "undergraduate"
            ),
            RegistrationRow(student.number, OPENING, None, "BSC", "CLES", level),
        ]
    )
    sent = [event(student, "app", "2018-03-01T12:00:00Z"), event(student, "app", world.yesterday)]
    assert await world.deliver(*sent) == ["recorded", "not_covered"]


async def test_only_a_service_delivers(world: World) -> None:
    student = await world.student()
    body = {"events": [event(student, "app", world.yesterday)]}
    for person in (student, await world.tutor()):
        assert (await person.post("/v1/events", body)).status_code == 403


async def remove(world: World, *events: dict[str, Any]) -> list[str]:
    """Take events back through the API; returns what became of each."""
    fields = ("event_id", "system", "identifier", "version")
    named = [{key: each[key] for key in fields if key in each} for each in events]
    answer = await (await world.service()).do("/v1/events/removals", {"events": named})
    return [each["outcome"] for each in answer["items"]]


async def amount(world: World, student: Any, source: str) -> float:
    """What counts of the source yesterday, as the explanation tells it."""
    told = await student.read(f"{student.path}/engagement/{world.yesterday}/explanation")
    found = next(each for each in told["contributions"] if each["source"] == source)
    return float(found["days"][-1]["amount"])
