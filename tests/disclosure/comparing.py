"""Attacks on the comparison: everybody of a course and year but one works together, all year, and guesses.

They know their own scores, and are told their own fifths: how many of them are below each bar, in each week.
Where the one whom they guess about is below a bar, one fewer of them is. That is all that they can learn
from it; whoever knows more of the noise than they do would learn no more.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import fmean

from app.disclosure.control import FIFTHS, Control
from tests.disclosure.patient import AFTER, FIRST_MONDAY, WEEKS, YEAR_BEGINS, people

OTHERS = 62
"""Who work together; each has another score."""
FEWEST = 30
BARS = FIFTHS - 1


SCORES = [float(at) for at in range(1, OTHERS + 1)]
EDGES = (13, 25, 38, 50)
"""By right above a bar with one more who has less, and below it with one more who has more."""
LEAST, MOST = 0.0, OTHERS + 1.0
"""Less and more than everybody else has."""


class Group:
    """A course and year of another university each time."""

    def __init__(self, control: Control, rng: Random) -> None:
        self._control, self._rng = replace(control, salt=rng.randbytes(16)), rng
        self._others, self._target = people(rng, OTHERS), people(rng, 1)

    def bars(self, week: int, target: float | None) -> tuple[float, ...]:
        """What is made of a week; `target`: the score of the one whom they guess about; None: not in it."""
        on = self._control.of("comparison", YEAR_BEGINS, FIRST_MONDAY + timedelta(weeks=week))
        inside = target is not None
        members, values = self._others + self._target * inside, SCORES + [target or 0.0] * inside
        return on.fifths(members, values, "fifth", FEWEST) or ()

    def below(self, weeks: Mapping[int, float | None]) -> float:
        """How many of the others are told that they are below a bar, less how many would be by right.

        A mean over all bars of the weeks, each with the target's score in it.
        """
        found = [
            sum(score < bar for score in SCORES) - OTHERS * at / FIFTHS
            for week, target in weeks.items()
            for at, bar in enumerate(self.bars(week, target), start=1)
        ]
        return fmean(found or [0.0])


def all_year(control: Control, rng: Random, bit: int) -> tuple[float, int]:
    """Whether one student does nothing all year, or more than everybody."""
    target = MOST if bit else LEAST
    return Group(control, rng).below(dict.fromkeys(range(WEEKS), target)), WEEKS * BARS


def joined(control: Control, rng: Random, bit: int) -> tuple[float, int]:
    """Whether a student who does more than everybody joined in the middle of the year."""
    return _halves(control, rng, None, MOST if bit else None)


def left(control: Control, rng: Random, bit: int) -> tuple[float, int]:
    """Whether a student who did nothing left in the middle of the year."""
    return _halves(control, rng, LEAST, None if bit else LEAST)


def changed(control: Control, rng: Random, bit: int) -> tuple[float, int]:
    """Whether a student who did nothing does more than everybody in the second half of the year."""
    return _halves(control, rng, LEAST, MOST if bit else LEAST)


def _halves(control: Control, rng: Random, before: float | None, after: float | None) -> tuple[float, int]:
    group, half = Group(control, rng), WEEKS // 2
    first = group.below(dict.fromkeys(range(half), before))
    return group.below(dict.fromkeys(range(half, WEEKS), after)) - first, WEEKS * BARS


def one_week(control: Control, rng: Random, bit: int) -> tuple[float, int]:
    """Whether a student who did nothing did more than everybody in one week: against the weeks beside it."""
    group, week = Group(control, rng), 5
    beside = group.below(dict.fromkeys((week - 1, week + 1), LEAST))
    return group.below({week: MOST if bit else LEAST}) - beside, 3 * BARS


def alone(control: Control, rng: Random, bit: int) -> tuple[float, int]:
    """The same as `all_year`, by one student alone, whose own score is beside a bar each week, by luck."""
    group, target = Group(control, rng), MOST if bit else LEAST
    told = sum(EDGES[week % BARS] >= bar for week in range(WEEKS) for bar in group.bars(week, target))
    return float(-told), WEEKS


ATTACKS = {
    "all others, all year: does she nothing, or most?": all_year,
    "all others: did she, who does most, join in the middle?": joined,
    "all others: did she, who did nothing, leave?": left,
    "all others: does she most in the second half?": changed,
    "all others: did she most in one week?": one_week,
    "one student beside the bars, all year: does she nothing?": alone,
}
NOW = AFTER
UNPROTECTED = replace(AFTER, noise=0.0)
