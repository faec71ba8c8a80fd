"""Raising: one open signal per student and rule; a new one only after recovery, or after a while."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from app.signals.findings import Verdict


class Step(StrEnum):
    """What becomes of a student's latest signal of a rule."""

    RAISE = "raise"
    """There is a new one; an open one ends."""
    KEEP = "keep"
    """It stands, with the evidence of the same days as they are now known."""
    CLOSE = "close"
    """It is over: the student's days are inside the range again, or the data have changed."""
    RECOVER = "recover"
    """It was over already; now the student's days are inside the range again."""
    SILENCE = "silence"
    """It ends because the days do not count for the student."""
    NOTHING = "nothing"


class Latest(NamedTuple):
    """The student's latest signal of a rule."""

    raised_on: date
    as_of: date
    """The last of the days that were judged."""
    is_open: bool
    recovered: bool
    """Whether the student's days were inside the range after it."""


def step(latest: Latest | None, verdict: Verdict, *, inside: bool, as_of: date, quiet_days: int) -> Step:
    """What follows of a verdict on the days up to `as_of`."""
    if verdict.raises:
        if latest is None or latest.recovered or (as_of - latest.as_of).days >= quiet_days:
            return Step.RAISE
        return Step.KEEP if latest.is_open and latest.as_of == as_of else Step.NOTHING
    if latest is None or latest.recovered:
        return Step.NOTHING
    if verdict is Verdict.EXCLUDED and latest.is_open:
        return Step.SILENCE
    if not inside:
        return Step.NOTHING
    return Step.CLOSE if latest.is_open else Step.RECOVER


def following(latest: Latest | None, of: Step, as_of: date) -> Latest | None:
    """The student's latest signal after that step: what a history is worked out by."""
    match of:
        case Step.RAISE:
            return Latest(as_of, as_of, is_open=True, recovered=False)
        case Step.CLOSE | Step.RECOVER:
            return latest and latest._replace(is_open=False, recovered=True)
        case Step.SILENCE:
            return latest and latest._replace(is_open=False)
        case Step.KEEP | Step.NOTHING:
            return latest
