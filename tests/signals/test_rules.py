"""Rules over days: what each says of made-up students, and why days count for neither side."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.signals.calibrated import STANDARD
from app.signals.days import Days, ExcludedDays, Sessions, excluded_grid
from app.signals.evidence import evidence_of
from app.signals.findings import EXCLUSIONS, Exclusion, Verdict, mark
from app.signals.rules import AttendanceRule, FallRule, IndicatorRule, Rule, StoppedRule

MONDAY = date(2018, 9, 24)
WEEKS = 8
FALL = FallRule("engagement", {"moodle": 1.0, "echo360": 0.1}, STANDARD)
STOPPED = StoppedRule("engagement", ("echo360", "moodle"), 10)
ATTENDANCE = AttendanceRule("attendance", 28, 0.5, 5, 6)
INDICATOR = IndicatorRule("engagement", (5.0, 15.0, 30.0, 60.0), 2, 0)
RULES: tuple[Rule, ...] = (FALL, STOPPED, ATTENDANCE, INDICATOR)


def days_of(
    moodle: np.ndarray,
    *,
    excluded: np.ndarray | None = None,
    unknown: np.ndarray | None = None,
    sessions: tuple[list[int], list[int], list[bool]] = ([], [], []),
    scores: np.ndarray | None = None,
) -> Days:
    """Eight teaching weeks of Moodle alone; the register and the indicator as given."""
    students, length = moodle.shape
    none = np.zeros(length, np.int8)
    working = np.array([(MONDAY + timedelta(days=at)).weekday() < 5 for at in range(length)])
    left_out = np.zeros((students, length), np.int8) if excluded is None else excluded
    row, day, present = sessions
    return Days(
        MONDAY, length, students, range(0, length - 6, 7), working, none,
        {"moodle": moodle, "echo360": np.zeros_like(moodle)},
        {"moodle": none, "echo360": none if unknown is None else unknown},
        {"engagement": left_out, "attendance": left_out},
        Sessions(np.array(row, np.int64), np.array(day, np.int64), np.array(present, bool)),
        scores,
    )  # fmt: skip


def weekly(*totals: int) -> np.ndarray:
    """One student with so much on each working day of each week."""
    week = np.array([1.0, 1, 1, 1, 1, 0, 0])
    return np.concatenate([total * week for total in totals])[np.newaxis]


STEADY, STOPS = weekly(12, 14, 11, 13, 12, 14, 11, 13), weekly(12, 14, 11, 13, 12, 14, 0, 0)


def one(rule: Rule, days: Days) -> Verdict:
    return rule.judge(days).verdict(0)


def test_a_fall_and_a_stop_and_neither() -> None:
    assert one(FALL, days_of(STEADY)) is Verdict.NO_CHANGE
    assert one(STOPPED, days_of(STEADY)) is Verdict.NO_CHANGE
    fallen = weekly(12, 14, 11, 13, 12, 14, 11, 0)
    assert one(FALL, days_of(fallen)) is Verdict.FALL
    assert one(STOPPED, days_of(fallen)) is Verdict.NO_CHANGE
    assert one(STOPPED, days_of(STOPS)) is Verdict.STOPPED


def test_nothing_is_said_of_a_week_without_its_source() -> None:
    down = np.zeros(56, np.int8)
    down[49:] = mark(Exclusion.OUTAGE)
    for rule in (FALL, STOPPED):
        assert one(rule, days_of(STOPS, unknown=down)) is Verdict.SOURCE_MISSING


@pytest.mark.parametrize("reason", [each for each in EXCLUSIONS if "source" not in each and each != "outage"])
def test_days_that_do_not_count_silence_a_rule_and_it_says_why(reason: Exclusion) -> None:
    excluded = np.zeros((1, 56), np.int8)
    excluded[:, 49:] = mark(reason)
    days = days_of(STOPS, excluded=excluded)
    assert one(FALL, days) is Verdict.EXCLUDED
    assert one(STOPPED, days) is Verdict.EXCLUDED
    told = evidence_of(FALL, days, 0)["weeks"][-1]
    assert (told["total"], told["excluded"]) == (None, [{"reason": reason, "days": 5}])


def test_left_out_weeks_before_leave_too_little_history() -> None:
    excluded = np.zeros((1, 56), np.int8)
    excluded[:, : 7 * 4] = mark(Exclusion.AUTHORISED_ABSENCE)
    assert one(FALL, days_of(weekly(12, 14, 11, 13, 12, 14, 11, 0), excluded=excluded)) is (
        Verdict.TOO_LITTLE_HISTORY
    )


def register(present: str) -> tuple[list[int], list[int], list[bool]]:
    """One session a day, the last on the last day: p, present, or a, absent."""
    return (
        [0] * len(present),
        [55 - len(present) + at for at in range(len(present))],
        [each == "p" for each in present],
    )


def test_attendance_below_the_share_or_missed_in_a_row() -> None:
    assert one(ATTENDANCE, days_of(STEADY, sessions=register("pppppppp"))) is Verdict.NO_CHANGE
    assert one(ATTENDANCE, days_of(STEADY, sessions=register("apaapaaa"))) is Verdict.LOW_ATTENDANCE
    missed = register("pppaaaaa")
    assert one(ATTENDANCE, days_of(STEADY, sessions=missed)) is Verdict.MISSED_SESSIONS
    assert one(ATTENDANCE, days_of(STEADY, sessions=register("a"))) is Verdict.TOO_LITTLE_HISTORY
    told = evidence_of(ATTENDANCE, days_of(STEADY, sessions=missed), 0)
    assert (told["attended"], told["missed"], told["missed_in_a_row"]) == (3, 5, 5)


def test_the_indicator_in_a_lower_band() -> None:
    def said(before: float, now: float) -> Verdict:
        return one(INDICATOR, days_of(STEADY, scores=np.array([[before, now]])))

    assert said(40.0, 31.0) is Verdict.NO_CHANGE
    assert said(40.0, 20.0) is Verdict.NO_CHANGE
    assert said(40.0, 10.0) is Verdict.LOWER_BAND
    assert said(10.0, 4.9) is Verdict.LOWER_BAND, "into the lowest"
    assert said(5.0, 5.0) is Verdict.NO_CHANGE
    assert said(np.nan, 4.0) is Verdict.TOO_LITTLE_HISTORY


def test_spells_become_days_and_the_gravest_reason_counts() -> None:
    away = ExcludedDays(Exclusion.CIRCUMSTANCES, *(np.array([each]) for each in (0, -3, 2)))
    exempt = ExcludedDays(Exclusion.EXEMPTION, *(np.array([each]) for each in (0, 2, 99)))
    assert excluded_grid(2, 5, [away, exempt]).tolist() == [
        [mark(Exclusion.CIRCUMSTANCES)] * 2 + [mark(Exclusion.EXEMPTION)] * 3,
        [0] * 5,
    ]


AMOUNTS = st.lists(st.integers(0, 40), min_size=56, max_size=56)
MARKS = st.lists(st.sampled_from([0, 0, 0, 0, 0, 5, 6, 8]), min_size=56, max_size=56)
SESSIONS = st.lists(st.tuples(st.integers(0, 55), st.booleans()), max_size=12).map(sorted)
SCORES = st.tuples(*[st.one_of(st.just(float("nan")), st.floats(0, 80))] * 2)
STUDENT = st.tuples(AMOUNTS, MARKS, SESSIONS, SCORES)


@given(st.lists(STUDENT, min_size=1, max_size=6))
@settings(max_examples=15, deadline=None)
def test_many_students_are_judged_exactly_as_each_alone(
    students: list[tuple[list[int], list[int], list[tuple[int, bool]], tuple[float, float]]],
) -> None:
    """Every rule, verdicts and evidence: another student's data cannot matter."""

    def made(some: list[int]) -> Days:
        sessions = [(at, *each) for at, row in enumerate(some) for each in students[row][2]]
        return days_of(
            np.array([students[row][0] for row in some], float),
            excluded=np.array([students[row][1] for row in some], np.int8),
            sessions=(
                [each[0] for each in sessions],
                [each[1] for each in sessions],
                [each[2] for each in sessions],
            ),
            scores=np.array([students[row][3] for row in some]),
        )

    together = made(list(range(len(students))))
    for row in range(len(students)):
        alone = made([row])
        for rule in RULES:
            assert rule.judge(alone).verdict(0) is rule.judge(together).verdict(row)
            assert rule.judge(alone).inside[0] == rule.judge(together).inside[row]
            assert evidence_of(rule, alone, 0) == evidence_of(rule, together, row)
