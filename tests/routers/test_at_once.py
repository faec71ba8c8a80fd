"""What is answered in one round trip is what the ordinary way answers, to the byte, and recorded as well."""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from app.profiles.model import Section
from app.schemas.dashboard import DashboardOut
from app.schemas.engagement import EngagementOut
from tests.world import OPENING, Person, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio

ORDINARY = {"any": "1"}
"""A parameter that nobody knows changes nothing, but keeps a request from being answered at once."""


async def both_ways(reader: Person, path: str, **query: str) -> bytes:
    at_once = await reader.get(path, **query)
    ordinary = await reader.get(path, **query, **ORDINARY)
    assert at_once.status_code == ordinary.status_code, (at_once.text, ordinary.text)
    assert at_once.content == ordinary.content
    assert at_once.headers.get("ETag") == ordinary.headers.get("ETag")
    return at_once.content


async def test_a_purpose_that_is_too_long_is_refused_by_whoever_it_is_stated(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    long = {"Attune-Purpose": "x" * 65}
    for reader in (student, tutor, student):  # at first nothing is known of the institution
        for path in (f"{student.path}/engagement", f"{student.path}/dashboard", "/v1/students"):
            answer = await world.client.get(path, headers=reader.headers | long)
            assert answer.status_code == 422, path
            assert answer.json()["errors"][0]["pointer"] == "/header/Attune-Purpose"


async def scores(reader: Person, student: Person, **query: str) -> EngagementOut:
    body = await both_ways(reader, f"{student.path}/engagement", **query)
    read = EngagementOut.model_validate_json(body)
    assert read.model_dump_json().encode() == body
    return read


async def active_student(world: World, tutor: Person | None = None, since: date = OPENING) -> Person:
    student = await world.student(tutor=tutor, consent=True, since=since)
    days = (world.today - timedelta(days=back) for back in range(50))
    await world.deliver(*(event(student, "vle", day) for day in days if day.day % 3))
    return student


async def test_scores_stored_and_due_and_of_today(world: World) -> None:
    tutor = await world.tutor()
    student = await active_student(world, tutor)
    await world.score()
    for reader in (student, tutor, student):
        assert (await scores(reader, student)).computed_for_this_answer == 1
    await world.deliver(event(student, "careers", world.today - timedelta(days=12)))
    assert (await scores(student, student)).computed_for_this_answer == 8
    for days in (0, 6, 7, 29, 31, 57):
        begin = str(world.today - timedelta(days=days))
        assert len((await scores(student, student, **{"from": begin})).days) == days + 1


async def dashboard(reader: Person, student: Person, **query: str) -> Any:
    """The sections, after a look at the schema, which writes them to the same bytes."""
    body = await both_ways(reader, f"{student.path}/dashboard", **query)
    assert DashboardOut.model_validate_json(body).model_dump_json().encode() == body
    return json.loads(body)["sections"]


async def full_student(world: World, tutor: Person) -> Person:
    """With something in every section."""
    student = await active_student(world, tutor)
    recent = [world.today - timedelta(days=back) for back in (20, 13, 6, -1)]
    await world.hold_sessions(*(session(f"S{at}", day) for at, day in enumerate(recent)))
    await world.hold_sessions(session("MINE", recent[2], for_everyone=False, mandatory=False))
    await world.register(register(student, "S0", "present"), register(student, "S1", "absent"))
    await world.register(register(student, "MINE", None))
    await world.assess()
    await world.assess("QUIZ", due=date(2018, 12, 1))
    await world.mark(mark(student, "ESSAY", 61.5))
    await world.say_stage(student, "deciding", date(2018, 10, 1))
    await world.say_stage(student, "planning", date(2018, 11, 1))
    noon = world.moment.now + timedelta(days=2)
    when = {"starts_at": noon.isoformat(), "ends_at": (noon + timedelta(minutes=30)).isoformat()}
    await student.do(f"{student.path}/meetings", when | {"place": "Room 1"})
    for share in (True, False):
        await tutor.do(f"{student.path}/notes", note(share=share, issues=["workload"]))
    await world.deliver(event(student, "careers", recent[0]))
    await world.score()
    return student


async def test_a_dashboard_with_something_in_every_section(world: World) -> None:
    tutor = await world.tutor()
    student = await full_student(world, tutor)
    for reader in (student, tutor):
        shown = await dashboard(reader, student)
        assert set(shown) == set(Section)
        assert all(section["state"] == "shown" and section["content"] for section in shown.values())
        assert len(shown["meetings"]["content"]["notes"]) == 1
    sparse = await dashboard(tutor, student, sections="grades,attendance")
    assert set(sparse) == {"attendance", "grades"}
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    seen = Counter(tuple(look["sections"]) for look in looks)
    everything = ("attendance", "employability", "engagement", "grades", "meetings", "notes")
    assert seen == {("attendance", "grades"): 2, everything: 2, ("notes",): 2}


async def test_a_dashboard_of_who_has_not_consented_and_in_an_exam_period(world: World) -> None:
    tutor = await world.tutor()
    student, withheld = await full_student(world, tutor), await world.student(tutor=tutor)
    await dashboard(tutor, student)
    await world.exams(world.today, world.today + timedelta(days=3))
    assert (await dashboard(tutor, student))["grades"]["hidden_until"] == str(world.today + timedelta(days=3))
    assert (await dashboard(tutor, withheld))["engagement"]["state"] == "withheld"
    await both_ways(tutor, f"{student.path}/dashboard", sections="nothing")


async def test_who_has_just_come_is_shown_from_the_first_day(world: World) -> None:
    student = await active_student(world, since=world.today - timedelta(days=4))
    await world.score()
    read = await scores(student, student)
    assert sum(each.state == "not_registered" for each in read.days) == 25


async def test_every_look_is_on_record_once_whichever_way(world: World) -> None:
    tutor = await world.tutor()
    student = await active_student(world, tutor)
    await scores(tutor, student)
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert len(looks) == 2
    assert [look["sections"] for look in looks] == [["engagement"]] * 2


async def test_refusals_are_the_same_and_leave_nothing_on_record(world: World) -> None:
    tutor, stranger = await world.tutor(), await world.tutor()
    withheld = await world.student(tutor=tutor)
    shown = await active_student(world, tutor)
    for reader, student in ((stranger, shown), (withheld, shown), (tutor, withheld), (withheld, withheld)):
        await both_ways(reader, f"{student.path}/engagement")
    for query in ({"to": "2999-01-01"}, {"from": "2018-11-21", "to": "2018-11-01"}, {"from": "no"}):
        await both_ways(shown, f"{shown.path}/engagement", **query)
    for student in (withheld, shown):
        assert (await student.read(f"{student.path}/access-records"))["items"] == []


async def test_a_withdrawal_and_a_new_tutor_count_at_once(world: World) -> None:
    tutor = await world.tutor()
    student = await active_student(world, tutor)
    await world.score()
    await scores(tutor, student)
    assert (await student.decide("withdrawn")).status_code == 201
    answer = await tutor.get(f"{student.path}/engagement")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/consent-required")
    assert (await student.decide("given")).status_code == 201
    await scores(tutor, student)
    await world.end_tutorship(student, tutor, world.yesterday)
    assert (await tutor.get(f"{student.path}/engagement")).status_code == 404


async def test_what_an_administrator_changes_counts_at_once(world: World) -> None:
    """The process remembers the institution's settings, and the database tells it when they are others."""
    tutor = await world.tutor()
    student = await active_student(world, tutor)
    await scores(tutor, student)
    async with world.here() as here:
        from app.store import institutions  # noqa: PLC0415

        await institutions.change_settings(
            here.session, here.institution.institution_id, {"caveats": ["Said anew."]}
        )
    assert (await scores(tutor, student)).caveats == ["Said anew."]


async def test_two_institutions_of_one_issuer_do_not_mix(world: World) -> None:
    other = await world.found_another("exeter", empty=False)
    here, there = await active_student(world), await active_student(other)
    for student in (here, there, here):
        await scores(student, student)
        other_one = there if student is here else here
        assert (await student.get(f"{other_one.path}/engagement")).status_code == 404
