"""Queen Mary: background, activity of every kind, a pilot that counts nowhere, and students' remarks."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.db.identity import as_operator
from app.store import institutions
from app.wire.roster import AchievedCreditsRow, ModuleRow, TutorshipRow
from tests import roles
from tests.systems.test_nottingham_signals import judge
from tests.systems.test_queen_mary import adviser_and_student, support_of, teacher_of
from tests.world import OPENING, Person, World, achieved, event, mark, register, session

pytestmark = pytest.mark.anyio


# --- QM-1: background ---


@pytest.mark.row("QM-1")
async def test_course_modules_credits_advisers_assessments_and_marks_are_there(queen_mary: World) -> None:
    adviser, student = await adviser_and_student(queen_mary)
    second = await queen_mary.tutor(roles.ADVISER)
    await queen_mary.roster(
        modules=[ModuleRow("BIO1", "Cells", "CLES", 15.0), ModuleRow("BIO2", "Ecology", "CLES", 30.0)],
        tutorships=[TutorshipRow(student.number, second.number, OPENING)],
    )
    await queen_mary.assess()
    await queen_mary.mark(mark(student, "ESSAY", 62))
    day = str(queen_mary.yesterday)
    assert await queen_mary.award(achieved(student, "BIO1-18", 15, achieved_on=day)) == ["recorded"]
    for reader in (student, adviser):
        shown = await reader.read(student.path)
        assert shown["programme"]["title"] == "Biology"
        assert {each["name"] for each in shown["personal_tutors"]} == {
            f"Tutor {adviser.number}", f"Tutor {second.number}",
        }  # fmt: skip
        assert {each["title"]: each["credits"] for each in shown["module_runs"]} == {
            "Cells": 15.0, "Ecology": 30.0,
        }  # fmt: skip
        grades = await reader.read(f"{student.path}/grades")
        assert [(each["kind"], each["mark"]) for each in grades["items"]] == [("coursework", 62.0)]
        assert grades["credits"]["achieved"] == 15.0
        assert grades["credits"]["by_year"] == [{"academic_year": 2018, "achieved": 15.0}]
        told = [(each["module"], each["credits"], each["achieved"]) for each in grades["credits"]["items"]]
        assert told == [("Cells", 15.0, 15.0), ("Ecology", 30.0, None)]
        assert grades["credits"]["items"][0]["achieved_on"] == day


@pytest.mark.row("QM-1")
async def test_credits_come_by_delivery_or_roster_a_later_word_replaces_an_earlier(queen_mary: World) -> None:
    student = await queen_mary.student()
    stranger = achieved(student, "BIO1-18", 15) | {"identifier": "nobody"}
    future = str(queen_mary.today + timedelta(days=1))
    sent = [
        achieved(student, "BIO1-18", 10), stranger, achieved(student, "NONE-18", 15),
        achieved(student, "BIO2-18", -1), achieved(student, "BIO2-18", 15, achieved_on=future),
    ]  # fmt: skip
    assert await queen_mary.award(*sent) == [
        "recorded", "unknown", "unknown", "rejected", "rejected",
    ]  # fmt: skip
    assert await queen_mary.award(achieved(student, "BIO1-18", 10)) == ["known"]
    assert await queen_mary.award(achieved(student, "BIO1-18", 15)) == ["replaced"]
    await queen_mary.roster(achieved_credits=[AchievedCreditsRow(student.number, "BIO2-18", 7.5)])
    assert (await student.read(f"{student.path}/grades"))["credits"]["achieved"] == 22.5


@pytest.mark.row("QM-1")
async def test_credits_are_marks_by_another_name_and_hidden_with_them(queen_mary: World) -> None:
    adviser, student = await adviser_and_student(queen_mary)
    await queen_mary.award(achieved(student, "BIO1-18", 15))
    await queen_mary.exams(queen_mary.today, queen_mary.today + timedelta(days=3))
    for reader in (student, adviser):
        answer = await reader.get(f"{student.path}/grades")
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/marks-hidden")
        assert "achieved" not in (await reader.get(student.path)).text


# --- QM-2: activity of every kind ---


def at(day: date, clock: str) -> str:
    return f"{day}T{clock}:00+00:00"


async def online(world: World, student: Person, day: date) -> None:
    """A morning that timed out at its end, and an afternoon that did not."""
    said = [
        ("09:00", "logged_in"), ("09:10", "viewed"), ("09:25", "viewed"), ("10:25", "session_timed_out"),
        ("14:00", "logged_in"), ("14:05", "viewed"),
    ]  # fmt: skip
    events = [event(student, "qmplus", at(day, clock), kind=kind) for clock, kind in said]
    assert set(await world.deliver(*events)) == {"recorded"}


@pytest.mark.row("QM-2")
async def test_every_kind_of_activity_is_shown_as_what_it_is(queen_mary: World) -> None:
    adviser, student = await adviser_and_student(queen_mary)
    day = queen_mary.yesterday
    await online(queen_mary, student, day)
    await queen_mary.deliver(
        event(student, "assessments", day), event(student, "assessments", day, kind="graded"),
        event(student, "reading_lists", day, quantity=3), event(student, "library", day, kind="borrowed"),
    )  # fmt: skip
    await queen_mary.hold_sessions(session("L1", day))
    await queen_mary.register(register(student, "L1", "present"))
    for reader in (student, adviser):
        shown = await reader.read(f"{student.path}/activity")
        told = {(each["source"], each["kind"]): (each["events"], each["counts"]) for each in shown["items"]}
        assert told == {
            ("assessments", "graded"): (1, False),
            ("assessments", "submitted"): (1, True),
            ("library", "borrowed"): (1, False),
            ("qmplus", "logged_in"): (2, True),
            ("qmplus", "session_timed_out"): (1, False),
            ("qmplus", "viewed"): (3, True),
            ("reading_lists", "opened"): (1, True),
        }
        assert {each["name"]: each["pilot"] for each in shown["sources"]} == {
            "assessments": False, "library": True, "qmplus": False, "reading_lists": False,
        }  # fmt: skip
        attended = await reader.read(f"{student.path}/attendance")
        assert [each["status"] for each in attended["sessions"]] == ["present"], "teaching activities"


@pytest.mark.row("QM-2")
async def test_a_session_that_timed_out_ended_with_its_last_activity(queen_mary: World) -> None:
    _, student = await adviser_and_student(queen_mary)
    day = queen_mary.yesterday
    await online(queen_mary, student, day)
    sessions = (await student.read(f"{student.path}/activity"))["sessions"]
    told = [(each["minutes"], each["timed_out"], each["events"]) for each in sessions]
    assert told == [(25.0, True, 3), (5.0, False, 2)], "the hour of nothing is nobody's presence"
    assert sessions[0]["ended_at"].startswith(f"{day}T09:25")


@pytest.mark.row("QM-2")
async def test_a_time_out_is_no_activity(queen_mary: World) -> None:
    _, student = await adviser_and_student(queen_mary)
    day = queen_mary.yesterday
    left = event(student, "qmplus", day, kind="session_timed_out", quantity=40)
    assert await queen_mary.deliver(left) == ["recorded"]
    scored = (await student.read(f"{student.path}/engagement", **{"from": str(day), "to": str(day)}))["days"]
    assert [each["score"] for each in scored] == [0.0]


@pytest.mark.row("QM-2")
async def test_a_pilot_is_collected_and_shown_and_counted_nowhere(queen_mary: World) -> None:
    """Two students who differ in the pilot alone: whatever is worked out of them is the same."""
    adviser = await queen_mary.tutor(roles.ADVISER)
    plain, piloted = [await queen_mary.student(tutor=adviser) for _ in range(2)]
    for at_week in range(8):
        for each in (plain, piloted):
            await queen_mary.deliver(event(each, "qmplus", OPENING + timedelta(weeks=at_week), quantity=9))
        await queen_mary.deliver(
            event(piloted, "library", OPENING + timedelta(weeks=at_week, days=1), quantity=50)
        )
    await queen_mary.score()
    await judge(queen_mary)
    days = {"from": str(OPENING), "to": str(queen_mary.yesterday)}

    async def worked_out(student: Person, reader: Person) -> list[Any]:
        engagement = await reader.read(f"{student.path}/engagement", **days)
        explained = await reader.read(f"{student.path}/engagement/{queen_mary.yesterday}/explanation")
        signals = await reader.read(f"{student.path}/signals/current")
        listed = (await adviser.read("/v1/students"))["items"]
        today = next(each["engagement"] for each in listed if each["student_id"] == str(student.id))
        parts = [engagement["days"], explained["contributions"], explained["exact_score"], signals, today]
        return [str(each).replace(str(student.id), "…") for each in parts]

    for reader_of in (lambda student: student, lambda _: adviser):
        assert await worked_out(plain, reader_of(plain)) == await worked_out(piloted, reader_of(piloted))
    seen = await piloted.read(f"{piloted.path}/activity", **days)
    assert sum(each["amount"] for each in seen["items"] if each["source"] == "library") == 400
    support = await support_of(queen_mary)
    assert (await support.read(f"{piloted.path}/activity", **days))["items"] == seen["items"]


@pytest.mark.row("QM-2")
async def test_what_is_published_says_that_it_is_a_pilot(queen_mary: World) -> None:
    admin = await queen_mary.tutor(roles.ADMIN)
    about = (await queen_mary.client.get(f"/v1/institutions/{queen_mary.code}/about")).json()
    library = next(each for each in about["sources"] if each["name"] == "library")
    assert (library["pilot"], library["collected"]) == (True, True)
    assert library["used_for"] == ["A pilot: it is collected and shown, and counts nowhere"]
    register = await queen_mary.client.get(f"/v1/institutions/{queen_mary.code}/processing-register")
    assert "collections online (a pilot, which counts nowhere)" in register.text
    outage = {"source": "library", "starts_on": "2018-11-01", "ends_before": "2018-11-02", "note": "Down."}
    assert (await admin.post("/v1/admin/outages", outage)).status_code == 422


@pytest.mark.row("QM-2")
async def test_it_counts_once_the_flag_is_taken_away_and_a_model_weighs_it(queen_mary: World) -> None:
    """The same institution, with the profile that has no flag: what the pilot collected counts, too."""
    student = await queen_mary.student()
    day = queen_mary.yesterday
    asked = {"from": str(day), "to": str(day)}
    await queen_mary.deliver(event(student, "library", day, quantity=7))
    (before,) = (await student.read(f"{student.path}/engagement", **asked))["days"]
    queen_mary.profile = queen_mary.runtime.profiles.named("queen_mary_counted")
    async with as_operator(queen_mary.runtime.database) as transaction:
        await institutions.record(transaction, queen_mary.profile, code=queen_mary.code, name="Counted")
    await queen_mary.complete_all()
    await queen_mary.publish({"CLES": queen_mary.coefficients})
    (after,) = (await student.read(f"{student.path}/engagement", **asked))["days"]
    assert (before["score"], after["score"]) == (0.0, 1.0)
    shown = await student.read(f"{student.path}/activity")
    assert [each["counts"] for each in shown["items"]] == [True]


# --- QM-11: the data miss how somebody studies ---


@pytest.mark.row("QM-11")
async def test_a_remark_travels_with_scores_activity_attendance_marks_and_signals(queen_mary: World) -> None:
    adviser, student = await adviser_and_student(queen_mary)
    day, teacher = queen_mary.yesterday, await teacher_of(queen_mary)
    await queen_mary.hold_sessions(session("L1", day))
    for section in ("engagement", "attendance", "grades", "signals"):
        said = {"section": section, "first_day": str(day), "words": f"I read on paper ({section})."}
        await student.do(f"{student.path}/remarks", said)
    figures = {
        "engagement": ["engagement", f"engagement/{day}/explanation", "activity"],
        "attendance": ["attendance"], "grades": ["grades"], "signals": ["signals"],
    }  # fmt: skip
    for reader in (student, adviser, await support_of(queen_mary)):
        for section, parts in figures.items():
            for part in parts:
                told = [each["words"] for each in (await reader.read(f"{student.path}/{part}"))["remarks"]]
                assert told == [f"I read on paper ({section})."], part
    run = str(await queen_mary.module_run_id("BIO1-18"))
    told = (await teacher.read(f"{student.path}/activity", module_run_id=run))["remarks"]
    assert [each["words"] for each in told] == ["I read on paper (engagement)."]
