"""Events: in any order, once each, and every one answered for."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.world import World, event

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
    student = await world.student()
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
async def test_an_event_that_is_no_event_refuses_the_delivery_and_names_the_field(
    world: World, fields: dict[str, Any]
) -> None:
    student = await world.student()
    service = await world.service()
    sent = [event(student, "app", world.yesterday), event(student, "app", world.yesterday) | fields]
    answer = await service.post("/v1/events", {"events": sent})
    assert answer.status_code == 422
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert pointers == [f"/body/events/1/{next(iter(fields))}"]
    assert await world.count("events", student) == 0


async def test_the_source_says_how_fresh_it_is(world: World) -> None:
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


async def test_removing_takes_back_recorded_and_waiting_events_alike(world: World) -> None:
    student = await world.student(consent=True)
    service = await world.service()
    recorded = event(student, "app", world.yesterday)
    waiting = recorded | {"event_id": str(uuid4()), "identifier": "nobody-yet"}
    assert await world.deliver(recorded, waiting) == ["recorded", "waiting"]
    named = [{key: each[key] for key in ("event_id", "system", "identifier")} for each in (recorded, waiting)]
    answer = await service.post("/v1/events/removals", {"events": [*named, named[0]]})
    assert answer.json() == {"removed": 2}
    assert (await service.post("/v1/events/removals", {"events": named})).json() == {"removed": 0}
    assert await amount(world, student, "app") == 0


async def test_only_a_service_delivers(world: World) -> None:
    student = await world.student()
    body = {"events": [event(student, "app", world.yesterday)]}
    for person in (student, await world.tutor()):
        assert (await person.post("/v1/events", body)).status_code == 403


async def amount(world: World, student: Any, source: str) -> float:
    """What counts of the source yesterday, as the explanation tells it."""
    told = await student.read(f"{student.path}/engagement/{world.yesterday}/explanation")
    found = next(each for each in told["contributions"] if each["source"] == source)
    return float(found["days"][-1]["amount"])
