"""Nottingham's signals: a significant change, judged against the student's own history alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.access.vocabulary import Role
from app.jobs.judge_signals import judge_institution
from tests import roles
from tests.world import OPENING, Person, World, approval, event

pytestmark = pytest.mark.anyio

MANAGER = Role("dashboard_manager")
MONDAYS = [OPENING + timedelta(weeks=week) for week in range(8)]
"""The teaching weeks that are over on the tests' day, the last of them just so."""


async def judge(world: World, through: date | None = None) -> int:
    raised = 0
    async for done in judge_institution(world.context, through or world.yesterday):
        raised = done.raised
    return raised


async def study(world: World, student: Person, *weekly: int, source: str = "moodle") -> None:
    """So many interactions on each of the working days of each teaching week, from the first on."""
    events = [
        event(student, source, monday + timedelta(days=day), quantity=each)
        for monday, each in zip(MONDAYS, weekly, strict=False)
        if each
        for day in range(5)
    ]
    assert set(await world.deliver(*events)) <= {"recorded"}


async def fallen(world: World, tutor: Person | None = None) -> Person:
    """A student who did much in every week but the last, and almost nothing then."""
    student = await world.student(tutor=tutor)
    await study(world, student, 14, 11, 13, 15, 12, 14, 12, 0)
    await world.deliver(event(student, "moodle", MONDAYS[7], quantity=1))
    return student


@pytest.mark.row("NO-2")
async def test_a_significant_change_raises_a_flag_that_shows_its_evidence(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    steady = await nottingham.student(tutor=tutor)
    await study(nottingham, steady, 14, 11, 13, 15, 12, 14, 12, 13)
    assert await judge(nottingham) == 1
    listed = await tutor.read("/v1/signals")
    assert [(each["student_id"], each["rule"], each["verdict"]) for each in listed["items"]] == [
        (str(student.id), "fall", "fall")
    ]
    found = (await tutor.read(f"{student.path}/signals"))["items"][0]
    signal = await tutor.read(f"{student.path}/signals/{found['signal_id']}")
    evidence = signal["evidence"]
    assert [week["total"] for week in evidence["weeks"]] == [70.0, 55.0, 65.0, 75.0, 60.0, 70.0, 60.0, 1.0]
    assert (evidence["judged_from"], evidence["baseline_weeks"]) == (str(MONDAYS[7]), 7)
    assert (evidence["observed"], evidence["usual"]) == (1.0, 65.0)
    assert 1 < evidence["at_least"] < 65
    assert evidence["how_unusual"] == "less than once in 1,000 ordinary weeks"
    assert {"source": "moodle", "usual": 65.0, "observed": 1.0, "fell": True} in evidence["by_source"]
    assert {each["source"] for each in evidence["sources"]} == set(nottingham.profile.collected)
    assert evidence["does_not_know"]
    assert signal["rule_version"].startswith("1-")
    assert signal["owner_staff_id"] == str(tutor.id)
    assert await tutor.read(f"{steady.path}/signals") == {
        "items": [],
        "remarks": [],
        "known_inaccuracies": [],
    }


@pytest.mark.row("NO-2")
async def test_other_students_data_cannot_matter(world: World) -> None:
    """Two institutions that differ in nothing but other students: the signals are the same, byte for byte."""
    answers = []
    for others in (0, 3):
        institution = await world.create_another("nottingham", empty=False)
        tutor = await institution.tutor()
        student = await fallen(institution, tutor)
        for other in range(others):
            another = await institution.student(tutor=tutor)
            await study(institution, another, *([40 * (other + 1)] * 8))
        await judge(institution)
        found = (await tutor.read(f"{student.path}/signals"))["items"]
        whole = await tutor.get(f"{student.path}/signals/{found[0]['signal_id']}")
        now = await tutor.get(f"{student.path}/signals/current")
        made = {each: found[0][each] for each in ("signal_id", "student_id", "owner_staff_id", "owner_name")}
        text = whole.text
        for each in made.values():
            text = text.replace(each, "…")
        answers.append((text, now.text))
    assert answers[0] == answers[1]


@pytest.mark.row("NO-2")
async def test_one_student_is_judged_as_everybody_is(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    found = (await tutor.read(f"{student.path}/signals"))["items"][0]
    stored = (await tutor.read(f"{student.path}/signals/{found['signal_id']}"))["evidence"]
    current = await tutor.read(f"{student.path}/signals/current")
    by_rule = {each["rule"]: each for each in current["items"]}
    assert by_rule["fall"]["evidence"] == stored
    assert by_rule["stopped"]["verdict"] == "no_change"
    assert by_rule["attendance"]["verdict"] == "too_little_history"


@pytest.mark.row("NO-2")
async def test_two_weeks_of_nothing_are_noticed_with_little_history_too(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor, since=MONDAYS[5])
    await nottingham.deliver(event(student, "teams", MONDAYS[5]))
    await judge(nottingham)
    verdicts = await current(tutor, student)
    assert (verdicts["fall"], verdicts["stopped"]) == ("too_little_history", "stopped")
    signal = (await tutor.read(f"{student.path}/signals"))["items"][0]
    evidence = (await tutor.read(f"{student.path}/signals/{signal['signal_id']}"))["evidence"]
    assert (evidence["teaching_days"], evidence["last_active_on"]) == (10, str(MONDAYS[5]))


async def current(asker: Person, student: Person) -> dict[str, str]:
    found = await asker.read(f"{student.path}/signals/current")
    return {each["rule"]: each["verdict"] for each in found["items"]}


@pytest.mark.row("NO-3")
async def test_a_signal_whose_student_has_no_tutor_falls_to_the_dashboard_manager(nottingham: World) -> None:
    manager = await nottingham.tutor(MANAGER)
    await nottingham.grant(manager, MANAGER)
    student = await fallen(nottingham)
    await judge(nottingham)
    signal = (await manager.read("/v1/signals"))["items"][0]
    assert (signal["student_id"], signal["owner_role"]) == (str(student.id), MANAGER)
    assert (signal["owner_staff_id"], signal["owner_team_id"]) == (None, None)
    tutor = await nottingham.tutor()
    await nottingham.begin_tutorship(student, tutor, nottingham.today)
    await judge(nottingham)
    assert (await tutor.read("/v1/signals", mine=True))["items"][0]["owner_staff_id"] == str(tutor.id)


@pytest.mark.row("NO-2")
async def test_days_that_do_not_count_enter_neither_side(nottingham: World) -> None:
    """A source was down for the whole week: nothing is said of it."""
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    admin = await nottingham.tutor(roles.ADMIN)
    outage = {
        "source": "echo360", "starts_on": str(MONDAYS[7]), "ends_before": str(MONDAYS[7] + timedelta(7)),
        "note": "Down.",
    }  # fmt: skip
    await admin.do("/v1/admin/outages", outage)
    assert (await current(tutor, student))["fall"] == "source_missing"
    assert await judge(nottingham) == 0


@pytest.mark.row("BY-11")
async def test_an_exemption_silences_and_says_why(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    await nottingham.exempt(student, tutor, MONDAYS[7], 30)
    found = (await tutor.read(f"{student.path}/signals/current"))["items"]
    assert {each["verdict"] for each in found} == {"excluded"}
    fall = next(each for each in found if each["rule"] == "fall")
    assert fall["evidence"]["weeks"][-1]["excluded"] == [{"reason": "exemption", "days": 5}]
    # The next night closes what is open.
    nottingham.moment.now += timedelta(days=1)
    assert await judge(nottingham) == 0
    signal = (await tutor.read(f"{student.path}/signals"))["items"][0]
    assert (signal["status"], signal["closed_because"]) == ("closed", "excluded")


@pytest.mark.row("QM-3")
async def test_a_signal_during_approved_circumstances_says_so(nottingham: World) -> None:
    """The days do not count; of the rest of the week there is still a signal, which tells of the approval."""
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    wednesday = MONDAYS[7] + timedelta(days=2)
    await nottingham.approve(approval(student, "EC-1", MONDAYS[7], wednesday))
    assert await judge(nottingham) == 1
    signal = (await tutor.read(f"{student.path}/signals"))["items"][0]
    evidence = (await tutor.read(f"{student.path}/signals/{signal['signal_id']}"))["evidence"]
    first, last = str(MONDAYS[7]), str(wednesday - timedelta(days=1))
    assert evidence["circumstances"] == [
        {"reason": "extenuating_circumstances", "first": first, "last": last}
    ]
    assert evidence["weeks"][-1]["excluded"] == [{"reason": "extenuating_circumstances", "days": 2}]
    # Once all its days are covered, there is nothing left of it.
    await nottingham.approve(approval(student, "EC-1", MONDAYS[7], MONDAYS[7] + timedelta(days=14)))
    await judge(nottingham)
    signal = (await tutor.read(f"{student.path}/signals"))["items"][0]
    assert (signal["status"], signal["closed_because"]) == ("closed", "excluded")


@pytest.mark.row("NO-2")
async def test_a_late_event_re_judges_that_student_alone(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student, other = await fallen(nottingham, tutor), await fallen(nottingham, tutor)
    assert await judge(nottingham) == 2
    for day in range(5):
        late = event(student, "moodle", MONDAYS[7] + timedelta(days=day), quantity=12)
        await nottingham.deliver(late)
    assert await nottingham.count("pending_signals", student) == 1
    assert await nottingham.count("pending_signals", other) == 0
    judged = [done.students async for done in judge_institution(nottingham.context, nottingham.yesterday)]
    assert judged == [1]
    statuses = {
        each["student_id"]: (each["status"], each["closed_because"])
        for each in (await tutor.read("/v1/signals", status="open"))["items"]
    }
    assert statuses == {str(other.id): ("open", None)}
    mine = (await tutor.read(f"{student.path}/signals"))["items"][0]
    assert (mine["status"], mine["closed_because"]) == ("closed", "data_changed")


@pytest.mark.row("BY-13")
async def test_its_reader_judges_a_signal_once(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await fallen(nottingham, tutor)
    await judge(nottingham)
    signal = (await tutor.read(f"{student.path}/signals"))["items"][0]
    path = f"{student.path}/signals/{signal['signal_id']}/judgement"
    judged = await tutor.do(path, {"judgement": "explained"})
    assert (judged["judgement"], judged["status"], judged["closed_because"]) == (
        "explained", "closed", "judged",
    )  # fmt: skip
    again = await tutor.post(path, {"judgement": "concern"})
    assert again.status_code == 409
    assert "judged already" in again.json()["detail"]
    assert await judge(nottingham, nottingham.yesterday) == 0, "not raised again without recovery"


@pytest.mark.row("BY-13")
async def test_precision_is_told_of_large_groups_alone(nottingham: World) -> None:
    tutor, analyst = await nottingham.tutor(), await nottingham.tutor(roles.ANALYST)
    students = [await fallen(nottingham, tutor) for _ in range(3)]
    await judge(nottingham)
    for student in students:
        signal = (await tutor.read(f"{student.path}/signals"))["items"][0]
        await tutor.do(f"{student.path}/signals/{signal['signal_id']}/judgement", {"judgement": "concern"})
    told = (await analyst.read("/v1/signal-precision"))["items"]
    assert nottingham.profile.signals is not None
    rules = sorted(nottingham.profile.signals.rules)
    assert [(each["rule"], each["org_unit"], each["concern_share"]) for each in told] == [
        (rule, unit, None) for rule in rules for unit in (None, "CLES")
    ], "that a rule has flagged anybody is not told either"


@pytest.mark.row("BY-6")
async def test_other_thresholds_can_be_tried_and_only_counts_are_told(nottingham: World) -> None:
    tutor, analyst = await nottingham.tutor(), await nottingham.tutor(roles.ANALYST)
    await fallen(nottingham, tutor)
    told: dict[str, Any] = await analyst.do("/v1/signal-trials", {"rule": "fall", "once_in": 100})
    assert (told["flagged_before"], told["people"]) == (None, None), "too few to tell"
    assert told["trials_left"] == nottingham.profile.trials.most - 1
    assert await analyst.do("/v1/signal-trials", {"rule": "fall", "once_in": 100}) == told
    wrong = await analyst.post("/v1/signal-trials", {"rule": "stopped", "once_in": 100})
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["pointer"] == "/body/once_in"


@pytest.mark.row("BY-6")
async def test_a_trial_that_came_too_late_is_on_record_too(nottingham: World) -> None:
    analyst, most = await nottingham.tutor(roles.ANALYST), nottingham.profile.trials.most
    asked = [{"rule": "stopped", "teaching_days": days} for days in range(3, 4 + most)]
    answers = [await analyst.post("/v1/signal-trials", each) for each in asked]
    assert [each.status_code for each in answers] == [200] * most + [409]
    assert answers[-1].json()["type"] == "/problems/trials-used-up"
    entries = await (await nottingham.tutor(roles.ADMIN)).audit()
    tried = [each["after"] for each in entries if each["action"] == "signal rule tried"]
    assert len(tried) == most + 1
    assert [each["refused"] for each in tried if "refused" in each] == ["trials-used-up"]


async def test_a_student_of_nottingham_does_not_see_signals(nottingham: World) -> None:
    student = await fallen(nottingham)
    await judge(nottingham)
    answer = await student.get(f"{student.path}/signals")
    assert answer.status_code == 403
    assert (await student.read("/v1/signals"))["items"] == []
