"""Standing: which days of many students can be scored; `spells` and the consent ledger, over arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
"""Students by number, days, academic years: whole numbers. Days count from anywhere, the same everywhere."""
FOREVER = 2**31 - 1
"""The day before which a registration without an end ends."""


@dataclass(frozen=True, slots=True)
class Registrations:
    """Registrations of many students, by student and then by their first day."""

    number: Whole
    starts: Whole
    ends: Whole
    """The first day that is no longer one of it; `FOREVER` where it has no end."""
    college: Whole

    def since(self) -> Whole:
        """When each began; registrations that adjoin count as one (`spells.registered_since`)."""
        continued = np.zeros(len(self.number), np.bool_)
        continued[1:] = (self.number[1:] == self.number[:-1]) & (self.ends[:-1] >= self.starts[1:])
        begun = np.where(continued, 0, np.arange(len(self.number)))
        return self.starts[np.maximum.accumulate(begun)]


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions on one purpose of many students, by student and then in their order of entry."""

    number: Whole
    year: Whole
    given: NDArray[np.bool_]

    def allow(self, students: int, years: Sequence[int]) -> NDArray[np.bool_]:
        """[student, year]: whether consent stands for the year (`ledger.consent_state`).

        The decisions reach from the first of those years to the latest there are: whoever objects to a
        later year objects to those before it.
        """
        order = np.lexsort((self.year, self.number))  # stable: the latest of each year comes last
        number, year, given = self.number[order], self.year[order], self.given[order]
        latest = np.ones(len(order), np.bool_)
        latest[:-1] = (np.diff(number) != 0) | (np.diff(year) != 0)
        number, year, given = number[latest], year[latest], given[latest]
        objected = np.full(students, -1)
        np.maximum.at(objected, number[~given], year[~given])
        allowed = np.zeros((students, len(years)), np.bool_)
        for at, each in enumerate(years):
            allowed[number[given & (year == each)], at] = True
            allowed[:, at] &= objected <= each
        return allowed


@dataclass(frozen=True, slots=True)
class Standing:
    """Which days can be scored: one entry per student, registration and academic year."""

    number: Whole
    first: Whole
    last: Whole
    since: Whole
    college: Whole
    year: Whole
    """By position among the years asked for."""

    def without(self, numbers: Sequence[int]) -> "Standing":
        kept = ~np.isin(self.number, numbers)
        return self._only(kept)

    def within(self, first: int, last: int) -> "Standing":
        """What of it falls on those days."""
        return self._only((self.first <= last) & (self.last >= first))

    def _only(self, kept: NDArray[np.bool_]) -> "Standing":
        return Standing(
            self.number[kept], self.first[kept], self.last[kept], self.since[kept], self.college[kept],
            self.year[kept],
        )  # fmt: skip


def standing(
    registered: Registrations,
    allowed: NDArray[np.bool_],
    years: Sequence[tuple[int, int]],
    first: Whole,
    last: Whole,
) -> Standing:
    """Where the students stand on their days from `first` to `last`, each [student].

    `allowed` is [student, year], `years` the first and the last day of each.
    """
    since, columns = registered.since(), []
    own_first = np.maximum(registered.starts, first[registered.number])
    own_last = np.minimum(registered.ends - 1, last[registered.number])
    for at, (year_first, year_last) in enumerate(years):
        begins, ends = np.maximum(own_first, year_first), np.minimum(own_last, year_last)
        here = (begins <= ends) & allowed[registered.number, at]
        columns.append(
            (
                registered.number[here], begins[here], ends[here], since[here], registered.college[here],
                np.full(int(here.sum()), at),
            )
        )  # fmt: skip
    if not columns:
        return Standing(*(np.zeros(0, np.int64) for _ in range(6)))
    return Standing(*(np.concatenate(each) for each in zip(*columns, strict=True)))
