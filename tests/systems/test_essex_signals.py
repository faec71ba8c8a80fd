"""Essex's signals: the student sees what was noticed, and the indicator is one of the rules."""

from datetime import date, timedelta

import pytest

from app.signals.findings import Verdict
from tests import roles
from tests.systems.test_nottingham_signals import MONDAYS, current, judge, study
from tests.world import Person, World, event, register, session

pytestmark = pytest.mark.anyio


async def quiet(world: World, tutor: Person) -> Person:
    """A student with a full term and a last week of next to nothing."""
    student = await world.student(tutor=tutor)
    await study(world, student, 14, 11, 13, 15, 12, 14, 12, 0)
    await world.deliver(event(student, "moodle", MONDAYS[7]))
    return student


@pytest.mark.row("ES-6")
async def test_the_student_reads_what_was_noticed_and_how_it_was_judged(essex: World) -> None:
    tutor = await essex.tutor()
    student = await quiet(essex, tutor)
    await judge(essex)
    found = (await student.read(f"{student.path}/signals"))["items"]
    fall = next(each for each in found if each["rule"] == "fall")
    await tutor.do(f"{student.path}/signals/{fall['signal_id']}/judgement", {"judgement": "wrong_data"})
    seen = await student.read(f"{student.path}/signals/{fall['signal_id']}")
    assert (seen["judgement"], seen["judged_by_name"]) == ("wrong_data", f"Tutor {tutor.number}")
    assert seen == await tutor.read(f"{student.path}/signals/{fall['signal_id']}")
    refused = await student.post(
        f"{student.path}/signals/{fall['signal_id']}/judgement", {"judgement": "explained"}
    )
    assert refused.status_code == 403


async def test_the_indicator_in_a_much_lower_band_is_noticed(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    await study(essex, student, 14, 11, 13, 15, 12, 30, 30, 1)
    await essex.score()
    await judge(essex)
    found = (await student.read(f"{student.path}/signals"))["items"]
    lower = next(each for each in found if each["rule"] == "indicator")
    evidence = (await student.read(f"{student.path}/signals/{lower['signal_id']}"))["evidence"]
    assert lower["verdict"] == Verdict.LOWER_BAND
    bands = [(each["day"], each["band"], each["of"]) for each in evidence["bands"]]
    assert bands == [(str(MONDAYS[6] + timedelta(6)), 2, 5), (str(MONDAYS[7] + timedelta(6)), 0, 5)]


async def attend(world: World, student: Person, statuses: list[str], last: date) -> None:
    codes = [f"L{at}" for at in range(len(statuses))]
    days = [last - timedelta(days=at) for at in reversed(range(len(statuses)))]
    await world.hold_sessions(*(session(code, day) for code, day in zip(codes, days, strict=True)))
    await world.register(*(register(student, code, each) for code, each in zip(codes, statuses, strict=True)))


async def test_sessions_missed_in_a_row_are_noticed_and_an_authorised_absence_is_not(essex: World) -> None:
    tutor = await essex.tutor()
    missed, allowed = [await essex.student(tutor=tutor) for _ in range(2)]
    await attend(essex, missed, ["present", *["absent"] * 8], essex.yesterday)
    await attend(essex, allowed, ["present", *["authorised_absence"] * 8], essex.yesterday)
    await judge(essex)
    assert (await current(tutor, missed))["attendance"] == "missed_sessions"
    assert (await current(tutor, allowed))["attendance"] == "excluded"
    listed = (await tutor.read("/v1/signals", rule="attendance"))["items"]
    assert [each["student_id"] for each in listed] == [str(missed.id)]


@pytest.mark.row("ES-9")
async def test_nothing_is_noticed_on_placement(essex: World) -> None:
    tutor = await essex.tutor()
    student = await quiet(essex, tutor)
    await essex.sql(
        "update registrations set study_mode = 'placement'"
        " where institution_id = :institution_id and student_id = :student",
        student=student.id,
    )
    assert await judge(essex) == 0
    assert set((await current(tutor, student)).values()) <= {"excluded", "too_little_history"}


async def test_without_the_consent_that_a_profile_asks_for_nothing_is_noticed(world: World) -> None:
    """A made-up profile with Exeter's consent, and a rule."""
    reach = await world.create_another("every_reach", empty=False)
    tutor = await reach.tutor()
    willing, refusing = (
        await reach.student(tutor=tutor, consent=True),
        await reach.student(tutor=tutor),
    )
    for each in (willing, refusing):
        await reach.deliver(event(each, "vle", MONDAYS[0]))
    assert await judge(reach) == 1
    listed = (await tutor.read("/v1/signals"))["items"]
    assert [each["student_id"] for each in listed] == [str(willing.id)]
    await willing.decide("refused")
    assert (await current(tutor, willing))["stopped"] == "excluded"
    assert await judge(reach) == 0
    assert (await tutor.read("/v1/signals"))["items"] == []
    closed = await reach.sql(
        "select closed_because from signals where institution_id = :institution_id and student_id = :student",
        student=willing.id,
    )
    assert closed == [("excluded",)]
    for asker in (willing, tutor):  # what it rests on is withheld like the rest
        assert (await asker.read(f"{willing.path}/signals"))["items"] == []
        assert (await asker.read("/v1/signals", status="closed"))["items"] == []


async def test_a_profile_without_rules_answers_so(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor, consent=True)
    assert await judge(world) == 0
    answer = await tutor.get(f"{student.path}/signals")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")
    assert (await tutor.read("/v1/signals"))["items"] == []
    admin = await world.tutor(roles.ADMIN)
    refused = await admin.post("/v1/signal-trials", {"rule": "fall", "once_in": 200})
    assert refused.json()["type"] == "/problems/not-collected"
