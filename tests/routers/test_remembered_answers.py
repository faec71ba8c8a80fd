"""What is remembered changes nothing about the next answer: both ways say the same, whatever changed."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from app.actions.answer_at_once import Familiar
from app.actions.remembered_answers import TURN, Made, RememberedAnswers
from app.auth.principal import Role
from app.store.line import Row
from tests.routers.test_at_once import both_ways, full_student
from tests.world import Person, World, event, note, session

pytestmark = pytest.mark.anyio

NOW = datetime(2018, 12, 5, 12, tzinfo=UTC)
ONE, OTHER = cast("Familiar", object()), cast("Familiar", object())


class Said(dict[str, object]):
    """What a row of the database's has for this: values, and to be compared."""


def answered(memory: RememberedAnswers, question: object, said: object, **given: object) -> bytes:
    """The answer, which says how many had been made before it."""
    made = cast("list[bytes]", given.get("made", []))

    def make() -> Made:
        made.append(b"%d" % len(made) * cast("int", given.get("size", 1)))
        return Made(made[-1], b"tag", until=cast("datetime | None", given.get("until")))

    familiar, now = given.get("familiar", ONE), given.get("now", NOW)
    row = cast("Row", Said(words=said))
    return memory.answer(question, row, cast("Familiar", familiar), cast("datetime", now), make).body


def test_only_the_same_words_known_of_the_same_institution_are_the_same_answer() -> None:
    memory, made = RememberedAnswers(), list[bytes]()
    assert [answered(memory, "a", "said", made=made) for _ in range(3)] == [b"0"] * 3
    assert answered(memory, "a", "said anew", made=made) == b"1"
    assert answered(memory, "a", "said", made=made) == b"2"
    assert answered(memory, "a", "said", made=made, familiar=OTHER) == b"3"
    assert answered(memory, "b", "said", made=made, familiar=OTHER) == b"4"
    assert answered(memory, "a", "said", made=made, familiar=OTHER) == b"3"


def test_an_answer_holds_no_longer_than_it_says_and_not_before_it_was_made() -> None:
    memory, made, soon = RememberedAnswers(), list[bytes](), NOW + timedelta(minutes=1)
    assert answered(memory, "a", "said", made=made, until=soon) == b"0"
    assert answered(memory, "a", "said", made=made, now=soon - timedelta(seconds=1)) == b"0"
    assert answered(memory, "a", "said", made=made, now=soon, until=soon + TURN) == b"1"
    assert answered(memory, "a", "said", made=made, now=NOW) == b"2"


def test_what_is_not_asked_for_is_forgotten_and_what_is_asked_for_is_not() -> None:
    memory, made = RememberedAnswers(), list[bytes]()
    for question in "ab":
        answered(memory, question, "said", made=made)
    for turn in range(1, 4):
        assert answered(memory, "a", "said", made=made, now=NOW + turn * TURN) == b"0"
    assert len(memory) == 1
    answered(memory, "c", "said", made=made, now=NOW + 9 * TURN)
    assert len(memory) == 1


def test_memory_is_bounded_in_bytes() -> None:
    memory = RememberedAnswers(most_bytes=100_000)
    for question in range(1_000):
        answered(memory, question, "x" * 1_000, size=1_000)
        assert len(memory) <= 100_000 / 3_000
    assert answered(memory, 999, "x" * 1_000, made=[b""]) == b"0" * 1_000
    answered(memory, "huge", "said", size=60_000)
    assert len(memory) <= 100_000 / 3_000
    assert answered(memory, "huge", "said", made=[b""]) == b"1"


Change = Callable[[World, Person, Person], Awaitable[object]]


async def _nothing() -> None:
    """Asked again, it is answered again."""


async def _outage(world: World) -> None:
    admin = await world.tutor(Role.ADMIN)
    down = {"source": "vle", "starts_on": str(world.yesterday), "ends_before": str(world.today)}
    await admin.do("/v1/admin/outages", down | {"note": "down"})


async def _pass(world: World, **time: float) -> None:
    world.moment.now += timedelta(**time)


CHANGES: dict[str, Change] = {
    "nothing": lambda *_: _nothing(),
    "an event": lambda world, student, _: world.deliver(event(student, "careers", world.yesterday)),
    "an outage": lambda world, *_: _outage(world),
    "an exam period": lambda world, *_: world.exams(world.today, world.today + timedelta(days=3)),
    "a model": lambda world, *_: world.publish({"CLES": {"app": 1, "careers": 2, "vle": 3}}),
    "scores": lambda world, *_: world.score(),
    "a note": lambda _, student, tutor: tutor.do(f"{student.path}/notes", note(share=True)),
    "a session": lambda world, *_: world.hold_sessions(session("LATE", world.today)),
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
    for change in CHANGES.values():
        await change(world, student, tutor)
        for reader in (student, tutor) * 2:
            for path in paths:
                await both_ways(reader, path)
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
