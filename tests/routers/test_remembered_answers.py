"""What is remembered changes nothing about the next answer: both ways say the same, whatever changed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from app.actions.answer_at_once import Familiar
from app.actions.remembered_answers import TURN, Made, RememberedAnswers
from app.actions.withdraw_source import withdraw_source
from app.auth.principal import Role
from app.wire.roster import (
    EnrolmentRow,
    ModuleRow,
    OrgUnitRow,
    ProgrammeRow,
    RegistrationRow,
    StaffRow,
    StudentRow,
)
from tests.routers.test_at_once import both_ways, full_student
from tests.world import OPENING, Person, World, event, mark, note, register, session

pytestmark = pytest.mark.anyio

NOW = datetime(2018, 12, 5, 12, tzinfo=UTC)
ONE, OTHER = cast("Familiar", object()), cast("Familiar", object())


def answered(memory: RememberedAnswers, question: object, version: bytes, **given: object) -> bytes:
    """The answer, which says how many had been made before it."""
    made = cast("list[bytes]", given.get("made", []))
    familiar = cast("Familiar", given.get("familiar", ONE))
    now = cast("datetime", given.get("now", NOW))
    held = memory.find(question, familiar, now)
    if held is not None and held.version == version:
        return held.made.body
    made.append(b"%d" % len(made) * cast("int", given.get("size", 1)))
    until = cast("datetime | None", given.get("until"))
    memory.keep(question, version, familiar, now, Made(made[-1], b"tag", until=until))
    return made[-1]


def test_only_the_same_version_known_of_the_same_institution_is_the_same_answer() -> None:
    memory, made = RememberedAnswers(2**20), list[bytes]()
    assert [answered(memory, "a", b"one", made=made) for _ in range(3)] == [b"0"] * 3
    assert answered(memory, "a", b"another", made=made) == b"1"
    assert answered(memory, "a", b"one", made=made) == b"2"
    assert answered(memory, "a", b"one", made=made, familiar=OTHER) == b"3"
    assert answered(memory, "b", b"one", made=made, familiar=OTHER) == b"4"
    assert answered(memory, "a", b"one", made=made, familiar=OTHER) == b"3"


def test_an_answer_holds_no_longer_than_it_says_and_not_before_it_was_made() -> None:
    memory, made, soon = RememberedAnswers(2**20), list[bytes](), NOW + timedelta(minutes=1)
    assert answered(memory, "a", b"one", made=made, until=soon) == b"0"
    assert answered(memory, "a", b"one", made=made, now=soon - timedelta(seconds=1)) == b"0"
    assert answered(memory, "a", b"one", made=made, now=soon, until=soon + TURN) == b"1"
    assert answered(memory, "a", b"one", made=made, now=NOW) == b"2"


def test_what_is_not_asked_for_is_forgotten_and_what_is_asked_for_is_not() -> None:
    memory, made = RememberedAnswers(2**20), list[bytes]()
    for question in "ab":
        answered(memory, question, b"one", made=made)
    for turn in range(1, 4):
        assert answered(memory, "a", b"one", made=made, now=NOW + turn * TURN) == b"0"
    assert len(memory) == 1
    answered(memory, "c", b"one", made=made, now=NOW + 9 * TURN)
    assert len(memory) == 1


def test_memory_is_bounded_in_bytes() -> None:
    memory = RememberedAnswers(most_bytes=100_000)
    for question in range(1_000):
        answered(memory, question, b"one", size=2_000)
        assert len(memory) <= 100_000 / 3_000
    assert answered(memory, 999, b"one", made=[b""]) == b"0" * 2_000
    answered(memory, "huge", b"one", size=60_000)
    assert len(memory) <= 100_000 / 3_000
    assert answered(memory, "huge", b"one", made=[b""]) == b"1"


def test_with_no_memory_every_answer_is_made_anew() -> None:
    memory, made = RememberedAnswers(0), list[bytes]()
    assert [answered(memory, "a", b"one", made=made) for _ in range(2)] == [b"0", b"1"]
    assert len(memory) == 0


Change = Callable[[World, Person, Person], Awaitable[object]]


async def _nothing() -> None:
    """Asked again, it is answered again."""


async def _outage(world: World) -> None:
    admin = await world.tutor(Role.ADMIN)
    down = {"source": "vle", "starts_on": str(world.yesterday), "ends_before": str(world.today)}
    await admin.do("/v1/admin/outages", down | {"note": "down"})


async def _meet(world: World, student: Person) -> None:
    begins = world.moment.now + timedelta(days=3)
    when = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(minutes=30)).isoformat()}
    await student.do(f"{student.path}/meetings", when | {"place": "Room 2"})


async def _withdraw(world: World) -> None:
    first = world.today - timedelta(days=40)
    assert sum([n async for n in withdraw_source(world.here, "vle", first, world.today)]) > 0


async def _pass(world: World, **time: float) -> None:
    world.moment.now += timedelta(**time)


CHANGES: dict[str, Change] = {
    "nothing": lambda *_: _nothing(),
    "an event": lambda world, student, _: world.deliver(event(student, "careers", world.yesterday)),
    "an outage": lambda world, *_: _outage(world),
    "a mark": lambda world, student, _: world.mark(mark(student, "QUIZ", 48.0)),
    "an assessment": lambda world, *_: world.assess("EXAM", due=date(2019, 1, 10)),
    "a module's title": lambda world, *_: world.roster(modules=[ModuleRow("BIO1", "Cells anew", "CLES")]),
    "an exam period": lambda world, *_: world.exams(world.today, world.today + timedelta(days=3)),
    "a model": lambda world, *_: world.publish({"CLES": {"app": 1, "careers": 2, "vle": 3}}),
    "scores": lambda world, *_: world.score(),
    "a note": lambda _, student, tutor: tutor.do(f"{student.path}/notes", note(share=True)),
    "a meeting": lambda world, student, _: _meet(world, student),
    "a session": lambda world, *_: world.hold_sessions(session("LATE", world.today)),
    "a session at another time": lambda world, *_: world.hold_sessions(session("LATE", world.yesterday)),
    "a register": lambda world, student, _: world.register(register(student, "LATE", "absent")),
    "another register": lambda world, student, _: world.register(register(student, "LATE", "present")),
    "a stage": lambda world, student, _: world.say_stage(student, "planning", world.yesterday),
    "a programme's title": lambda world, *_: world.roster(programmes=[ProgrammeRow("BSC", "Life", "CLES")]),
    "a college's name": lambda world, *_: world.roster(
        org_units=[OrgUnitRow("CLES", "Life and environment", "college", "U")]
    ),
    "a student's name": lambda world, student, _: world.roster(students=[StudentRow(student.number, "New")]),
    "a tutor's name": lambda world, _, tutor: world.roster(staff=[StaffRow(tutor.number, "New name")]),
    "fewer sessions": lambda world, student, _: world.roster(
        enrolments=[EnrolmentRow(student.number, "BIO1-18", None, world.today - timedelta(days=10))]
    ),
    "another mode of study": lambda world, student, _: world.roster(
        registrations=[
            RegistrationRow(
                student.number, OPENING, None, "BSC", "CLES", "undergraduate", study_mode="part_time"
            )
        ]
    ),
    "another tutee": lambda world, _, tutor: world.student(tutor=tutor),
    "a source taken back": lambda world, *_: _withdraw(world),
    "consent withdrawn": lambda _, student, __: student.decide("withdrawn"),
    "consent given": lambda _, student, __: student.decide("given"),
    "an hour": lambda world, *_: _pass(world, hours=1),
    "half a day": lambda world, *_: _pass(world, hours=11),
    "a day": lambda world, *_: _pass(world, days=1),
    "a tutor less": lambda world, student, tutor: world.end_tutorship(student, tutor, world.yesterday),
}


async def test_the_same_bytes_as_the_ordinary_way_whatever_changes(world: World) -> None:
    tutor = await world.tutor()
    student = await full_student(world, tutor)
    paths = (f"{student.path}/engagement", f"{student.path}/dashboard", "/v1/students")
    readers, alike = (student, tutor) * 2, set[str]()
    before = [await both_ways(reader, path) for reader in readers for path in paths]
    for name, change in CHANGES.items():
        await change(world, student, tutor)
        shown = [await both_ways(reader, path) for reader in readers for path in paths]
        alike |= {name} if shown == before else set()
        before = shown
    assert alike == {"nothing", "an hour"}
    assert (await tutor.get(paths[0])).status_code == 404


async def test_a_session_that_nobody_registered_is_missed_once_it_has_ended(world: World) -> None:
    """Of all that is answered at once, this alone depends on the hour."""
    student = await world.student(consent=True)
    await world.hold_sessions(session("TODAY", world.today))
    shown = []
    for hours in (0, 0, 2, 6):
        world.moment.now += timedelta(hours=hours)
        shown.append(await both_ways(student, f"{student.path}/dashboard"))
    assert shown[0] == shown[1] != shown[-1]


@pytest.mark.usefixtures("every_role")
async def test_a_list_of_tutees_is_no_list_of_everybody(world: World) -> None:
    tutor = await world.tutor(Role.PERSONAL_TUTOR, Role.SITE_EXPLORER)
    await world.student(tutor=tutor)
    await world.student()
    for _ in range(2):
        assert len(json.loads(await both_ways(tutor, "/v1/students"))["items"]) == 1
    await world.grant(tutor, "site_explorer")
    assert len(json.loads(await both_ways(tutor, "/v1/students"))["items"]) == 2


async def test_those_who_ask_at_the_same_time_get_their_own_answers(world: World) -> None:
    """Their questions go to the database together."""
    tutor, stranger = await world.tutor(), await world.tutor()
    mine, other = await full_student(world, tutor), await world.student(consent=True)
    paths = (f"{mine.path}/engagement", f"{mine.path}/dashboard", "/v1/students")
    alone = {(who.subject, path): (await who.get(path)).content for who in (mine, tutor) for path in paths}
    looks = (await mine.read(f"{mine.path}/access-records", limit=100))["items"]
    askers = (mine, tutor, stranger, other)
    asked = [(who, path) for _ in range(5) for path in paths[:2] for who in askers]
    asked += [(who, paths[2]) for _ in range(5) for who in (mine, tutor)]
    answers = await asyncio.gather(*(who.get(path) for who, path in asked))
    for (who, path), answer in zip(asked, answers, strict=True):
        if who.subject in (mine.subject, tutor.subject):
            assert answer.content == alone[who.subject, path]
        else:
            assert answer.status_code == 404, path
    added = (await mine.read(f"{mine.path}/access-records", limit=100))["items"]
    assert len(added) - len(looks) == 5 * len(paths)  # the tutor's, each once
