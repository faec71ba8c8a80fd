"""Fall: this teaching week against the student's own earlier teaching weeks, and nothing else.

A week is a fall where its total is among the student's own worst 0.2 %, or where it and the week before are
both among the own worst 3 % or so. The cut-offs come from a simulation (`simulation.py`), by how many earlier
weeks there are: of weeks in which nothing changed, at most one in 200 is taken for a fall.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.signals.counts import Dispersion, Numbers, tails

FEWEST_WEEKS, MOST_WEEKS = 4, 12
"""How many earlier weeks a week is compared with."""
LOOKED_AT = MOST_WEEKS + 2
"""Teaching weeks that a judgement looks at: the week itself, the one before, and the earlier ones of that."""
ORDINARY_SHARE = 0.75
"""A week with at least so much of the own mean is never a fall."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Tails at or below which a week is unusual, for one number of earlier weeks."""

    once_in: Mapping[int, float]
    """By how rare that is in ordinary weeks: once in so many."""
    twice_running: float
    """Where the week before is, too."""


RARITIES = (20, 50, 100, 200, 500, 1000)
"""For which there are cut-offs: once in so many ordinary weeks."""
SINGLE = 500
"""A week that happens once in so many ordinary weeks is a fall by itself."""


@dataclass(frozen=True, slots=True)
class FallTest:
    """The test with its figures."""

    dispersion: Dispersion
    cutoffs: Mapping[int, Cutoffs]
    """By the number of earlier weeks, from `FEWEST_WEEKS` to `MOST_WEEKS`."""
    single: int = SINGLE

    def cut(self, weeks: NDArray[np.intp], once_in: int) -> Numbers:
        """The cut-off of so rare a week, by these numbers of earlier weeks; -1 where there is none."""
        listed = [
            self.cutoffs[each].once_in[once_in] if each in self.cutoffs else -1.0
            for each in range(MOST_WEEKS + 1)
        ]
        return np.array(listed)[weeks]

    def cut_twice(self, weeks: NDArray[np.intp]) -> Numbers:
        listed = [
            self.cutoffs[each].twice_running if each in self.cutoffs else -1.0
            for each in range(MOST_WEEKS + 1)
        ]
        return np.array(listed)[weeks]


@dataclass(frozen=True, slots=True)
class Falls:
    """A week of many students judged; arrays [row]."""

    weeks: NDArray[np.intp]
    """How many earlier weeks it was compared with; fewer than `FEWEST_WEEKS`: it was not."""
    tail: Numbers
    """How probable so small a total was; 1 for an ordinary week."""
    alone: Flags
    """A fall by itself."""
    twice: Flags
    """A fall with the week before."""
    inside: Flags
    """Inside the student's own range: above the cut-off of two weeks running."""

    @property
    def fall(self) -> Flags:
        return self.alone | self.twice


def judge(test: FallTest, totals: Numbers, exposures: Numbers) -> Falls:
    """Judge the last of the weeks [row, week], which are ascending; an exposure of 0 leaves a week out.

    The last week of each row has some exposure.
    """
    totals, exposures = _last_weeks(totals), _last_weeks(exposures)
    earlier = slice(-1 - MOST_WEEKS, -1)
    weeks, tail = compare(test, totals[:, -1], exposures[:, -1], totals[:, earlier], exposures[:, earlier])
    alone = tail <= test.cut(weeks, test.single)
    twice = np.zeros(len(tail), np.bool_)
    low = np.flatnonzero(tail < 1)
    if len(low):
        before, larger = compare_two(test, totals[low], exposures[low])
        twice[low] = larger <= test.cut_twice(before)
    inside = (weeks >= FEWEST_WEEKS) & (tail > test.cut_twice(weeks)) & ~twice
    return Falls(weeks, tail, alone, twice, inside)


def compare_two(test: FallTest, totals: Numbers, exposures: Numbers) -> tuple[NDArray[np.intp], Numbers]:
    """The last week and the latest before it that counts, each compared with the same weeks before both.

    Returns with how many weeks, and the larger of the two tails.
    """
    totals, exposures = _last_weeks(totals), _last_weeks(exposures)
    rows = np.arange(len(totals))
    counted = exposures[:, :-1] > 0
    at = counted.shape[1] - 1 - np.argmax(counted[:, ::-1], axis=1)
    earlier = (exposures > 0) & (np.arange(exposures.shape[1]) < at[:, np.newaxis])
    # Of more than MOST_WEEKS, the latest.
    latest = np.cumsum(earlier[:, ::-1], axis=1)[:, ::-1] <= MOST_WEEKS
    exposed = np.where(earlier & latest, exposures, 0.0)
    weeks, before = compare(test, totals[rows, at], exposures[rows, at], totals, exposed)
    _, this = compare(test, totals[:, -1], exposures[:, -1], totals, exposed)
    return weeks, np.maximum(before, this)


def compare(
    test: FallTest, total: Numbers, exposure: Numbers, own: Numbers, exposures: Numbers
) -> tuple[NDArray[np.intp], Numbers]:
    """A week with others: with how many, and its tail; 1 where there are too few, or the week is ordinary."""
    weeks = np.count_nonzero(exposures > 0, axis=1)
    mean, full = np.zeros(len(total)), np.zeros(len(total))
    for week in range(own.shape[1]):
        mean = mean + np.where(exposures[:, week] > 0, own[:, week], 0.0)
        full = full + exposures[:, week]
    low = (weeks >= FEWEST_WEEKS) & (mean > 0) & (total * full < ORDINARY_SHARE * mean * exposure)
    tail, rows = np.ones(len(total)), np.flatnonzero(low)
    if len(rows):
        tail[rows] = tails(total[rows], exposure[rows], own[rows], exposures[rows], test.dispersion)
    return weeks, tail


def _last_weeks(weeks: Numbers) -> Numbers:
    """The last `LOOKED_AT` columns; weeks that were never there count as left out."""
    missing = LOOKED_AT - weeks.shape[1]
    if missing <= 0:
        return weeks[:, -LOOKED_AT:]
    return np.concatenate([np.zeros((len(weeks), missing)), weeks], axis=1)


def expected_range(test: FallTest, totals: Numbers, exposures: Numbers) -> tuple[float, float, int]:
    """Of one student: the usual total of the last week, the least inside the range, weeks compared with."""
    own, exposed = _last_weeks(totals[np.newaxis])[0, :-1], _last_weeks(exposures[np.newaxis])[0, :-1]
    own, exposed = own[-MOST_WEEKS:], exposed[-MOST_WEEKS:]
    weeks = int(np.count_nonzero(exposed > 0))
    full = float(exposed.sum())
    usual = float(np.where(exposed > 0, own, 0.0).sum()) / full * float(exposures[-1]) if full else 0.0
    if weeks < FEWEST_WEEKS or usual <= 0:
        return usual, 0.0, weeks
    counts = np.unique(np.rint(np.linspace(0.0, np.ceil(ORDINARY_SHARE * usual), 200)))
    rows = len(counts)
    found = tails(
        counts, np.full(rows, exposures[-1]), np.tile(own, (rows, 1)), np.tile(exposed, (rows, 1)),
        test.dispersion,
    )  # fmt: skip
    inside = counts[found > test.cutoffs[weeks].twice_running]
    return usual, float(inside[0] if len(inside) else counts[-1]), weeks
