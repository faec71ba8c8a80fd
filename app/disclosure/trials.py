"""Trials of scoring models: what they may tell altogether, and what that is good for; pure.

A trial counts how many students move from each band of scores to each, under a draft. A student is in one
cell of that table; with other scores, in another one. Besides it, only the number of students is counted: how
many are in each band, before and after, is added up from the cells as they are published.

What protects the student:

- Each cell carries noise of the profile's scale. It is drawn anew for every trial, and once: an answer is
  stored, and whoever asks the same gets the stored one. Equal groups in different trials do not answer alike.
- An academic year's days can be tried `most` times, ever, by everybody together. However the trials are
  chosen, the noisy counts of all of them change what somebody should bet on one student's scores, or on the
  student's being counted, by at most a factor of e ^ (2 * most / noise): the guarantee of differential
  privacy, with that exponent as its epsilon. It holds even against somebody who knows all about all others.
- A cell with fewer people than `fewest` is withheld before any noise, and so is one that comes out small with
  the noise. That there is a number at all tells, beyond the guarantee, that there are `fewest` people. The
  second rule makes this rare where it matters: of cells with exactly that many, one in forty is shown.
- A past week (`publish_week`) is a trial of its own, with larger noise, because it tells more.
- Coefficients go in steps (`nearest_step`), thresholds are the profile's. This bounds how finely groups can
  be cut, and makes drafts that hardly differ the same trial.

What it is not good for: the guarantee is about trials alone. Figures of cohorts about the same students, or
what somebody sees in another way, add to what is known. And it hides a student, not a group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor, log1p, sqrt
from random import Random

import numpy as np
from numpy.typing import NDArray

STEP = 0.25
"""Of the coefficient in force."""
MOST_STEPS = 8
"""Up to twice as much."""
MARGIN = 3.0
"""A count is shown from this many times its noise's scale above `fewest` on."""

MOST_LOAD = 12
"""More students than that of one tutor count as so many."""
MOVES_SHARE, LOADS_SHARE = 2, 4
"""A trial of a past week tells moves and, twice, loads: a student is in one cell of moves, and moves a tutor
from one load to another in both. With noise so many times as large for each, it tells no more than any other.
"""
QUANTILES = (0.5, 0.9)
ABOVE = 2.0
"""A quantile of loads is told where so many times the noise's scale of tutors lie above it."""
ROUNDING = 1e-6

Counts = NDArray[np.int64]


def nearest_step(drafted: float, in_force: float) -> float | None:
    """The step that is tried for a coefficient of a draft; None where that lies out of reach.

    Steps are quarters of the coefficient in force, from none of it to twice as much. Where none is in force,
    or zero, it is the drafted one to its first digit.
    """
    if not in_force:
        return float(f"{drafted:.0e}")
    steps = round(drafted / in_force / STEP)
    return float(f"{in_force * STEP * steps:.12g}") if 0 <= steps <= MOST_STEPS else None


@dataclass(frozen=True, slots=True)
class TrialFigures:
    """A trial as it is published; None where there are too few people to tell."""

    people: int | None
    before: Sequence[int | None]
    """By band, in force."""
    after: Sequence[int | None]
    """By band, with the model that is tried."""
    moves: Sequence[Sequence[int | None]]
    """From each band (row) to each band (column)."""


@dataclass(frozen=True, slots=True)
class Load:
    """Students with a new signal in a week, by tutor; None where there are too few tutors to tell."""

    median: int | None
    ninetieth: int | None
    """Nine in ten tutors have so many or fewer."""
    most: int | None
    """The largest load of so many tutors that it can be told."""


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A past week as it is published."""

    moves: TrialFigures
    before: Load
    after: Load


@dataclass(frozen=True, slots=True)
class TrialControl:
    """The profile's limits for one trial."""

    round_to: int
    fewest: int
    noise: float

    def publish(self, moves: Counts, random: Random) -> TrialFigures:
        """The figures of a trial. `moves` counts people exactly, from each band (row) to each (column)."""
        bands, people = len(moves), int(moves.sum())
        noise = [[self._noise(random) for _ in range(bands)] for _ in range(bands)]
        noisy = moves + np.array(noise, np.int64)
        # Sums of the noisy cells tell nothing that the cells do not.
        return TrialFigures(
            self._shown(people, people + self._noise(random), cells=1),
            self._sums(moves, noisy, axis=1),
            self._sums(moves, noisy, axis=0),
            [
                [self._shown(*counts, cells=1) for counts in zip(*rows, strict=True)]
                for rows in zip(moves.tolist(), noisy.tolist(), strict=True)
            ],
        )

    def publish_week(
        self, moves: Counts, tutors: int, before: Sequence[int], after: Sequence[int], random: Random
    ) -> WeekFigures:
        """The figures of a week. `before` and `after` are the loads of tutors with any, in any order."""
        of_moves = replace(self, noise=self.noise * MOVES_SHARE)
        of_loads = replace(self, noise=self.noise * LOADS_SHARE)
        return WeekFigures(
            of_moves.publish(moves, random),
            *(of_loads.load(tutors, each, random) for each in (before, after)),
        )

    def load(self, tutors: int, loads: Sequence[int], random: Random) -> Load:
        """From how many tutors have each load, counted with noise; how many there are is no secret."""
        exact = np.bincount(np.minimum(np.array(loads, np.int64), MOST_LOAD), minlength=MOST_LOAD + 1)
        exact[0] = max(tutors - len(loads), 0)
        noisy = exact + np.array([self._noise(random) for _ in exact], np.int64)
        counts = enumerate(zip(exact.tolist(), noisy.tolist(), strict=True))
        told = [load for load, each in counts if self._shown(*each, cells=1) is not None]
        # The last sum is known: what the noise has added up to until then is taken back evenly.
        up_to = np.cumsum(noisy)
        up_to = up_to - (up_to[-1] - tutors) * np.arange(1, len(noisy) + 1) / len(noisy)
        median, ninetieth = (self._place(up_to, tutors, each) for each in QUANTILES)
        return Load(median, ninetieth, max(told, default=None))

    def _place(self, up_to: NDArray[np.float64], tutors: int, share: float) -> int | None:
        """Mostly off by one at most, as long as there are enough tutors above it for the noise."""
        if tutors * (1 - share) < max(self.fewest, ABOVE * self.noise):
            return None
        return int(np.flatnonzero(up_to >= tutors * share - ROUNDING)[0])

    def _sums(self, exact: Counts, noisy: Counts, *, axis: int) -> list[int | None]:
        pairs = zip(exact.sum(axis).tolist(), noisy.sum(axis).tolist(), strict=True)
        return [self._shown(*counts, cells=len(exact)) for counts in pairs]

    def _shown(self, exact: int, noisy: int, *, cells: int) -> int | None:
        """To the nearest multiple, halves up."""
        if exact < self.fewest or noisy < self.fewest + MARGIN * self.noise * sqrt(cells):
            return None
        return floor(noisy / self.round_to + 0.5) * self.round_to

    def _noise(self, random: Random) -> int:
        """Whole, and Laplace's in shape: the difference of two geometric draws."""
        return self._geometric(random) - self._geometric(random)

    def _geometric(self, random: Random) -> int:
        return floor(-log1p(-random.random()) * self.noise)
