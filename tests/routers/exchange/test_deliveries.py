"""Deliveries other than events: what is wrong with one item is told of it, and stops no other."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.jobs.purge_expired import keep_purging
from app.wire.roster import AssessmentRow, RegistrationRow
from tests.world import OPENING, Moment, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("figure", [-0.5, 100.5, 1e308])
async def test_one_bad_mark_does_not_stop_the_others(world: World, figure: float) -> None:
    student, service = await world.student(), await world.service()
    await world.assess()
    await world.assess("EXAM")
    sent = {"marks": [mark(student, "ESSAY", figure), mark(student, "EXAM", 62)]}
    bad, good = (await service.do("/v1/marks", sent))["items"]
    assert bad["outcome"] == "rejected"
    assert bad["detail"].startswith("mark: ")
    assert good["outcome"] == "recorded"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"starts_at": "1899-12-31T12:00:00Z"}, "starts_at"),
        ({"ends_at": "9999-12-31T23:59:59-14:00"}, "ends_at"),
        ({"starts_at": "2018-11-19T12:00:00"}, "starts_at"),
        ({"ends_at": "2018-11-19T11:00:00Z"}, "ends_at"),
        ({"ends_at": "2019-08-01T11:00:00Z"}, "ends_at"),
        ({"starts_at": "2018-07-31T11:00:00Z"}, "starts_at"),
        ({"kind": "concert"}, "kind"),
        ({"kind": None}, "kind"),
        ({"session": ""}, "session"),
        ({"title": "a\x00b"}, "title"),
        ({"surprise": 1}, "surprise"),
    ],
)
async def test_one_bad_session_does_not_stop_the_others(
    world: World, fields: dict[str, Any], named: str
) -> None:
    sent = [session("L1", world.yesterday, **fields), session("L2", world.yesterday)]
    answer = await (await world.service()).do("/v1/teaching-sessions", {"sessions": sent})
    assert [each["outcome"] for each in answer["items"]] == ["rejected", "recorded"]
    assert named in answer["items"][0]["detail"]


NAMED = {"system": "campus", "identifier": "S00001"}
OF_NOBODY = {"system": "campus", "identifier": "nobody"}
MORNING = "2018-11-19T12:00:00Z"
KINDS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "events": (
        "/v1/events",
        {"event_id": str(UUID(int=7)), "occurred_at": MORNING, "source": "app", "kind": "menu_choice"},
        {"quantity": 2},
    ),
    "attendance": ("/v1/attendance", {"session": "L1", "status": "present"}, {"status": "absent"}),
    "credits": ("/v1/credits", {"module_run": "BIO1-18", "credits": 15}, {"credits": 30}),
    "marks": ("/v1/marks", {"assessment": "ESSAY", "mark": 62}, {"mark": 63}),
    "career_stages": (
        "/v1/career-stages",
        {"recorded_on": "2018-11-19", "stage": "planning"},
        {"stage": "competing"},
    ),
    "extenuating_circumstances": (
        "/v1/extenuating-circumstances",
        {"reference": "EC-1", "starts_on": "2018-11-12", "ends_before": "2018-11-19"},
        {"ends_before": "2018-11-26"},
    ),
}
"""By kind: where it is delivered, an item without its student, and what makes another of it."""
LISTS = {
    "events": "events", "attendance": "records", "marks": "marks", "credits": "credits",
    "career_stages": "stages", "extenuating_circumstances": "circumstances",
}  # fmt: skip


@pytest.fixture
async def taught(world: World) -> World:
    """With a student, S00001, and a session and an assessment to deliver something about."""
    await world.student()
    await world.assess()
    await world.hold_sessions(session("L1", world.yesterday))
    return world


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_delivery_has_the_same_words_for_the_same_things(
    taught: World, kind: str
) -> None:
    path, about, other = KINDS[kind]
    research = await taught.student(level="postgraduate_research")
    item = about | NAMED
    sent = [
        item,
        item,
        item | other,
        about | OF_NOBODY,
        about | NAMED | {"identifier": research.number},
        item | {"surprise": 1},
        None,
    ]
    answer = await (await taught.service()).do(path, {LISTS[kind]: sent})
    unknown = "waiting" if kind == "events" else "unknown"
    expected = ["recorded", "known", "conflict", unknown, "not_covered", "rejected", "rejected"]
    assert [each["outcome"] for each in answer["items"]] == expected
    assert answer["items"][5]["detail"].startswith("surprise: ")
    counts = {outcome: count for outcome, count in answer["counts"].items() if count}
    assert counts == Counter(expected)
    assert [each["detail"] is None for each in answer["items"]] == [True, True] + [False] * 5


@pytest.mark.parametrize("kind", KINDS)
async def test_a_dry_run_says_what_would_happen_and_stores_nothing(taught: World, kind: str) -> None:
    path, about, other = KINDS[kind]
    service = await taught.service()
    body = {LISTS[kind]: [about | NAMED, about | NAMED | other, about | OF_NOBODY]}
    before = await contents(taught)
    tried = await service.do(f"{path}?dry_run=true", body)
    assert await contents(taught) == before
    assert tried["delivery_id"] is None
    done = await service.do(path, body)
    assert done["delivery_id"] is not None
    assert tried["items"] == done["items"]
    assert await contents(taught) != before


async def test_a_dry_run_of_removals_and_sessions_stores_nothing_either(taught: World) -> None:
    service = await taught.service()
    student = await taught.student()
    once = event(student, "app", taught.yesterday)
    await taught.deliver(once)
    before = await contents(taught)
    named = {"events": [{key: once[key] for key in ("event_id", "system", "identifier")}]}
    tried = await service.do("/v1/events/removals?dry_run=true", named)
    assert tried["counts"]["removed"] == 1
    sessions = {"sessions": [session("L9", taught.yesterday)]}
    assert (await service.do("/v1/teaching-sessions?dry_run=true", sessions))["counts"]["recorded"] == 1
    assert await contents(taught) == before


async def contents(world: World) -> dict[str, Any]:
    """What every table that deliveries write holds of the institution."""
    tables = (
        "events", "waiting_events", "event_removals", "activity_months", "deliveries", "delivery_receipts",
        "teaching_sessions", "attendance", "submissions", "achieved_credits", "career_stages",
        "extenuating_circumstances",
    )  # fmt: skip
    rows = "select count(*), md5(string_agg(t::text, '' order by t::text)) from {} t"
    return {
        table: await world.sql(f"{rows.format(table)} where institution_id = :institution_id")
        for table in tables
    }


async def test_marks_and_attendance_need_a_student_on_the_module_run(taught: World) -> None:
    student = await taught.student()
    await taught.add_module_run("OTHER-18")
    await taught.roster(assessments=[AssessmentRow("QUIZ", "OTHER-18", "coursework", None, 10.0)])
    await taught.hold_sessions(session("O1", taught.yesterday, module_run="OTHER-18"))
    assert await taught.mark(mark(student, "QUIZ", 50)) == ["unknown"]
    assert await taught.register(register(student, "O1", "present")) == ["unknown"]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"submitted_on": "2018-11-20"}, "recorded"),
        ({"submitted_on": "2018-11-21"}, "rejected"),
        ({"submitted_on": "2018-07-31"}, "rejected"),
        ({"submitted_on": "2018-07-31", "carried_over": True}, "recorded"),
        ({"assessment": "NONE"}, "unknown"),
    ],
)
async def test_work_is_handed_in_from_its_academic_year_to_today(
    taught: World, fields: dict[str, Any], outcome: str
) -> None:
    student = await taught.student()
    assert await taught.mark(mark(student, "ESSAY", 50) | fields) == [outcome]


async def test_a_system_reads_what_it_has_delivered_and_nobody_elses(taught: World) -> None:
    one, other = await taught.service(), await taught.service()
    student = await taught.student()
    reach = {"app": f"{taught.yesterday}T23:59:00Z", "vle": "3018-01-01T00:00:00Z"}
    sent = [
        event(student, "app", taught.yesterday),
        event(student, "app", taught.yesterday, kind="nap"),
        None,
    ]
    first = await one.do("/v1/events", {"events": sent, "data_as_of": reach})
    taught.moment.now += timedelta(seconds=1)
    second = await one.do("/v1/marks", {"marks": [mark(student, "ESSAY", 1)]})
    await other.do("/v1/events?dry_run=true", {"events": sent})
    read = await one.read("/v1/deliveries")
    assert [each["delivery_id"] for each in read["items"]] == [second["delivery_id"], first["delivery_id"]]
    assert [each["kind"] for each in read["items"]] == ["marks", "events"]
    receipt = read["items"][1]
    assert receipt["counts"] == first["counts"]
    assert (first["counts"]["recorded"], first["counts"]["rejected"]) == (1, 2)
    assert receipt["sources"] == ["app"]
    assert receipt["data_as_of"] == {"app": reach["app"]}
    assert receipt["delivered_at"] == "2018-11-20T12:00:00Z"
    assert (await other.read("/v1/deliveries"))["items"] == []
    page = await one.read("/v1/deliveries", limit=1)
    rest = await one.read("/v1/deliveries", limit=1, cursor=page["next_cursor"])
    assert page["items"] + rest["items"] == read["items"]
    assert rest["next_cursor"] is None


async def test_receipts_go_after_ninety_days(taught: World) -> None:
    service, student = await taught.service(), await taught.student()
    await service.do("/v1/marks", {"marks": [mark(student, "ESSAY", 1)]})
    for days, left in ((89, 1), (90, 0)):
        later = Moment(taught.moment.now + timedelta(days=days))
        purging = asyncio.create_task(keep_purging(taught.runtime.database, later))
        await asyncio.sleep(0.3)
        purging.cancel()
        await asyncio.wait([purging])
        assert len((await service.read("/v1/deliveries"))["items"]) == left


async def test_meetings_and_notes_are_refused_about_a_student_who_is_not_covered(world: World) -> None:
    tutor = await world.tutor()
    research = await world.student(tutor=tutor, level="postgraduate_research")
    starts = world.moment.now + timedelta(days=1)
    meeting = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    for person in (tutor, research):
        for path, body in (("meetings", meeting), ("notes", note())):
            for answer in (
                await person.get(f"{research.path}/{path}"),
                await person.post(f"{research.path}/{path}", body),
            ):
                assert answer.status_code == 403, (path, answer.text)
                assert answer.json()["type"] == "/problems/out-of-scope"
    assert await world.count("meetings", research) == await world.count("notes", research) == 0


async def test_a_student_who_goes_on_to_research_keeps_what_was_written_and_gets_no_more(
    world: World,
) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, since=date(2016, 9, 26))
    await tutor.do(f"{student.path}/notes", note(share=True))
    undergraduate = RegistrationRow(
        student.number, date(2016, 9, 26), date(2018, 7, 1), "BSC", "CLES", "undergraduate"
    )
    research = RegistrationRow(student.number, OPENING, None, "BSC", "CLES", "postgraduate_research")
    await world.roster(registrations=[undergraduate, research])
    assert len((await tutor.read(f"{student.path}/notes"))["items"]) == 1
    assert (await tutor.post(f"{student.path}/notes", note())).status_code == 403
