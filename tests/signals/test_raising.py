"""Raising: one open signal per student and rule; a new one only after recovery, or after a while."""

from datetime import date, timedelta

import pytest

from app.signals.findings import Verdict
from app.signals.raising import Latest, Step, step

DAY = date(2018, 11, 19)


def latest(days_ago: int, *, is_open: bool = True, recovered: bool = False) -> Latest:
    day = DAY - timedelta(days=days_ago)
    return Latest(day, day, is_open, recovered)


def following(before: Latest | None, verdict: Verdict, *, inside: bool = False) -> Step:
    return step(before, verdict, inside=inside, as_of=DAY, quiet_days=14)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (None, Step.RAISE),
        (latest(0), Step.KEEP),
        (latest(7), Step.NOTHING),
        (latest(14), Step.RAISE),
        (latest(7, is_open=False), Step.NOTHING),
        (latest(7, is_open=False, recovered=True), Step.RAISE),
        (latest(14, is_open=False), Step.RAISE),
    ],
)
def test_a_fall_is_raised_once_and_again_only_after_recovery_or_two_weeks(
    before: Latest | None, expected: Step
) -> None:
    assert following(before, Verdict.FALL) is expected


def test_an_open_signal_ends_with_recovery_or_silence() -> None:
    assert following(latest(7), Verdict.NO_CHANGE, inside=True) is Step.CLOSE
    assert following(latest(7), Verdict.NO_CHANGE) is Step.NOTHING
    assert following(latest(7), Verdict.EXCLUDED) is Step.SILENCE
    assert following(latest(7), Verdict.SOURCE_MISSING) is Step.NOTHING
    assert following(latest(7, is_open=False), Verdict.NO_CHANGE, inside=True) is Step.RECOVER


def test_nothing_is_said_of_the_student_s_worth() -> None:
    assert not any("risk" in each for each in Verdict)
