"""Other thresholds, tried on past weeks: exact in a small world worked out by hand, and what is told."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from app.actions.engagement import try_signal_weeks
from app.actions.engagement.signal_history import WeekCounts, count_weeks
from app.calendars.calendar import DAY
from app.disclosure import trials
from tests import roles
from tests.systems.test_nottingham_signals import MONDAYS, judge, study
from tests.world import Person, World, approval, event, register, session

pytestmark = pytest.mark.anyio

PATH = "/v1/signal-trials/weeks"
TERM = [monday + timedelta(days=day) for monday in MONDAYS for day in range(5)]
"""The teaching days that are over."""
STOPS, PAUSES = TERM[:20], TERM[:10] + TERM[18:]
"""Days with activity: of who stops after four weeks, and of who does nothing on eight days and comes back."""


async def active(world: World, student: Person, days: Sequence[date]) -> None:
    assert set(await world.deliver(*(event(student, "moodle", day, quantity=9) for day in days))) == {
        "recorded"
    }


async def counted(world: World, rule: str, **thresholds: Any) -> list[WeekCounts]:
    """Exactly, of the eight weeks."""
    async with world.context() as context:
        assert context.profile.signals is not None
        before = context.profile.signals.rules[rule]
        after = before.model_copy(update=thresholds)
        weeks = context.institution.calendar.teaching_weeks(MONDAYS[0], MONDAYS[7] + 6 * DAY)
        return await count_weeks(context, before, after, weeks)


def told(weeks: Sequence[WeekCounts]) -> dict[int, tuple[int, int, int]]:
    """By the number of the week: students by both, before alone, after alone; weeks of nobody left out."""
    cells = {at: each.moves for at, each in enumerate(weeks)}
    found = {at: (int(of[1, 1]), int(of[1, 0]), int(of[0, 1])) for at, of in cells.items()}
    return {at: each for at, each in found.items() if any(each)}


@pytest.mark.row("BY-6")
async def test_a_small_world_worked_out_by_hand(nottingham: World) -> None:
    """The rule in force asks for 10 teaching days of nothing; 7 are tried.

    One student stops after the fourth week. Of the next weeks' teaching days, the seventh is Tuesday of the
    sixth week and the tenth its Friday; 14 days later, in the eighth week, there is another signal by both.
    Another pauses for eight teaching days, from the third week to Wednesday of the fourth: Tuesday's night
    finds seven. A third one stops as the first, but is exempt from the fifth week on. A fourth has approved
    circumstances, a fifth goes on.
    """
    tutor, other, _ = [await nottingham.tutor() for _ in range(3)]
    stops = await nottingham.student(tutor=tutor)
    pauses = await nottingham.student(tutor=tutor)
    exempt = await nottingham.student(tutor=tutor)
    excused = await nottingham.student(tutor=other)
    goes_on = await nottingham.student(tutor=other)
    alone = await nottingham.student()
    for student in (stops, exempt, excused, alone):
        await active(nottingham, student, STOPS)
    await active(nottingham, pauses, PAUSES)
    await active(nottingham, goes_on, TERM)
    await nottingham.exempt(exempt, tutor, MONDAYS[4], 60)
    await nottingham.approve(approval(excused, "EC-1", MONDAYS[4], MONDAYS[4] + timedelta(days=60)))
    weeks = await counted(nottingham, "stopped", teaching_days=7)
    # The one without a tutor counts as one who stops, and is in no tutor's load.
    assert told(weeks) == {3: (0, 0, 1), 5: (2, 0, 0), 7: (2, 0, 0)}
    assert [each.tutors for each in weeks] == [2] * 8
    assert [tuple(map(dict, each.loads)) for each in weeks] == [
        ({}, {}), ({}, {}), ({}, {}), ({}, {tutor.id: 1}),
        ({}, {}), ({tutor.id: 1}, {tutor.id: 1}), ({}, {}), ({tutor.id: 1}, {tutor.id: 1}),
    ]  # fmt: skip
    # Everybody is counted of whom both can say something; the exempt are not.
    assert int(weeks[7].moves.sum()) == 4


@pytest.mark.row("BY-6")
async def test_a_stricter_threshold_raises_fewer_and_never_others(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    weekly = [(14, 11, 13, 15, 12, 14, 12, last) for last in (0, 2, 3, 4, 5, 6, 7, 8)]
    for each in weekly:
        await study(nottingham, await nottingham.student(tutor=tutor), *each)
    raised = []
    for once_in in (20, 100, 500, 1_000):
        week = (await counted(nottingham, "fall", once_in=once_in))[7]
        raised.append(int(week.moves[:, 1].sum()))
        # In force is once in 500: what is rarer leaves some out and adds nobody, and the other way round.
        assert not week.moves[0, 1] if once_in >= 500 else not week.moves[1, 0]
        assert sum(week.loads[1].values()) == raised[-1]
    assert raised == sorted(raised, reverse=True)
    assert raised[0] > raised[-1] > 0


@pytest.mark.row("BY-6")
@pytest.mark.parametrize("rule", ["stopped", "fall", "attendance"])
async def test_the_rule_in_force_would_have_raised_what_the_nights_did_raise(
    nottingham: World, rule: str
) -> None:
    """Night after night the job judges; the trial finds the same signals without it, and writes nothing."""
    tutor = await nottingham.tutor()
    plans = (STOPS, PAUSES, TERM, TERM[:5], TERM[:30] + TERM[33:], TERM[:25] + TERM[38:])
    people = [await nottingham.student(tutor=tutor) for _ in plans]
    held = TERM[::2]
    await nottingham.hold_sessions(*(session(f"S{at}", day) for at, day in enumerate(held)))
    for student, days in zip(people, plans, strict=True):
        await active(nottingham, student, days)
        await nottingham.register(
            *(
                register(student, f"S{at}", "present" if day in days else "absent")
                for at, day in enumerate(held)
            )
        )
    weeks = await counted(nottingham, rule)
    signals = "select as_of from signals where institution_id = :institution_id and rule = :rule"
    assert await nottingham.sql(signals, rule=rule) == []
    for night in range(8 * 7):
        await judge(nottingham, MONDAYS[0] + timedelta(days=night))
    raised = Counter((day - MONDAYS[0]).days // 7 for (day,) in await nottingham.sql(signals, rule=rule))
    assert raised
    assert dict(raised) == {at: both for at, (both, *_) in told(weeks).items()}


# --- what is told of it ---


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without noise, and so without room for it; counts of fewer than ten stay withheld."""

    class Even:
        def random(self) -> float:
            return 0.0

    monkeypatch.setattr(try_signal_weeks, "SystemRandom", Even)
    monkeypatch.setattr(trials, "MARGIN", 0.0)


@pytest.mark.row("BY-6")
@pytest.mark.usefixtures("plainly")
async def test_an_analyst_reads_week_by_week_what_would_have_changed(nottingham: World) -> None:
    tutor, analyst = await nottingham.tutor(), await nottingham.tutor(roles.ANALYST)
    await nottingham.crowd(days=STOPS, tutor=tutor, moodle=[9] * 20)
    await nottingham.crowd(days=PAUSES, tutor=tutor, moodle=[9] * 15)
    await nottingham.crowd(days=TERM, tutor=tutor, moodle=[9] * 3)
    asked = {"rule": "stopped", "teaching_days": 7, "first_day": str(MONDAYS[3]), "last_day": str(MONDAYS[6])}
    answer: dict[str, Any] = await analyst.do(PATH, asked)
    weeks = answer["weeks"]
    assert [each["monday"] for each in weeks] == [str(each) for each in MONDAYS[3:6]]
    figures = [
        [each[name] for name in ("people", "signals_before", "signals_after", "both", "only_after")]
        for each in weeks
    ]
    # Counts under ten are withheld, as are loads of one tutor.
    assert figures == [[40, None, 15, None, 15], [40, None, None, None, None], [40, 20, 20, 20, None]]
    assert all(each["tutors"] == 1 for each in weeks)
    nothing = {"median": None, "ninetieth_percentile": None, "most": None}
    assert all(each["load_after"] == nothing for each in weeks)
    assert answer["trials_left"] == nottingham.profile.trials.most - 3
    assert "tutor_id" not in str(answer)
    assert str(tutor.id) not in str(answer)
    assert await nottingham.sql("select 1 from signals where institution_id = :institution_id") == []
    entries = await (await nottingham.tutor(roles.ADMIN)).audit()
    kept = next(each["after"] for each in entries if each["action"] == "signal rule tried")
    assert (kept["first_week"], kept["last_week"], kept["trials"]) == (
        str(MONDAYS[3]), str(MONDAYS[5]), [1, 2, 3],
    )  # fmt: skip


@pytest.mark.row("BY-6")
async def test_a_week_is_answered_as_it_was_and_uses_up_one_trial(nottingham: World) -> None:
    tutor, analyst = await nottingham.tutor(), await nottingham.tutor(roles.ANALYST)
    await active(nottingham, await nottingham.student(tutor=tutor), STOPS)
    most, rule = nottingham.profile.trials.most, {"rule": "stopped", "teaching_days": 7}
    first = await analyst.do(PATH, rule)
    assert [each["monday"] for each in first["weeks"]] == [str(each) for each in MONDAYS[4:]]
    assert first["trials_left"] == most - 4
    longer = await analyst.do(PATH, rule | {"first_day": str(MONDAYS[3])})
    assert longer["weeks"][1:] == first["weeks"]
    assert longer["trials_left"] == most - 5
    other = {"rule": "stopped", "teaching_days": 8, "first_day": str(MONDAYS[0])}
    refused = await analyst.post(PATH, other)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/trials-used-up")
    assert "this takes 8 trials of days of 2018/19" in refused.json()["detail"]
    assert f"there can be {most - 5} more" in refused.json()["detail"]
    assert (await analyst.do("/v1/signal-trials", rule))["trials_left"] == most - 6, "one budget"


@pytest.mark.row("BY-6")
@pytest.mark.parametrize(
    ("asked", "pointer", "rule"),
    [
        ({"first_day": "2018-11-01", "last_day": "2018-10-01"}, "last_day", "must not be earlier than first"),
        ({"last_day": "2018-11-25"}, "last_day", "must be 2018-11-19 at the latest"),
        ({"first_day": "2018-11-25"}, "first_day", "must be earlier than 2018-11-19"),
        ({"first_day": "2017-10-01", "last_day": "2017-11-30"}, "last_day", "they begin in 2018-09"),
        ({"last_day": "2017-11-30"}, "last_day", "lies before the first data"),
        ({"first_day": "2018-05-01"}, "last_day", "must be in the academic year of first_day, 2017/18"),
        ({"first_day": "2018-11-13"}, "first_day", "must leave a whole teaching week of 2018/19"),
        ({"teaching_days": 2}, "teaching_days", "greater than or equal to 3"),
        ({"once_in": 100}, "once_in", "must be left out for a rule of the kind stopped"),
        ({"rule": "indicator"}, "rule", "must be one of fall, stopped, attendance"),
        ({"rule": "fall", "once_in": 30}, "rule", "once_in: must be one of 20, 50"),
    ],
)
async def test_what_cannot_be_tried_is_told_with_its_field(
    nottingham: World, asked: dict[str, Any], pointer: str, rule: str
) -> None:
    analyst = await nottingham.tutor(roles.ANALYST)
    await active(nottingham, await nottingham.student(), TERM)
    answer = await analyst.post(PATH, {"rule": "stopped"} | asked)
    assert answer.status_code == 422, answer.text
    (fault,) = answer.json()["errors"]
    assert pointer in fault["pointer"]
    assert rule in fault["detail"]


@pytest.mark.row("BY-6")
async def test_too_long_a_range_is_refused(nottingham: World) -> None:
    analyst = await nottingham.tutor(roles.ANALYST)
    await active(nottingham, await nottingham.student(), TERM)
    nottingham.moment.now += timedelta(weeks=12)
    answer = await analyst.post(PATH, {"rule": "stopped", "first_day": str(MONDAYS[0])})
    assert answer.status_code == 422
    assert "teaching weeks; 12 can be tried together" in answer.json()["errors"][0]["detail"]


async def test_no_tutor_and_no_student_tries_rules(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student = await nottingham.student(tutor=tutor)
    for asker in (tutor, student):
        assert (await asker.post(PATH, {"rule": "stopped"})).status_code == 403
