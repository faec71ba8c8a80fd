"""Standing: which days of many students can be scored; `spells` and the consent ledger, over arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class Year(NamedTuple):
    """An academic year: by what number it goes, and its first and last day."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Usable:
    """Of which days of academic years data may be used, by student and year.

    `since` is where the run of usable days began that a year's first usable day is in, this year or before.
    """

    first: Whole
    """`FOREVER`: of none."""
    since: Whole

    @classmethod
    def everything(cls, students: int, years: Sequence[Year]) -> "Usable":
        """Nobody's consent is needed."""
        first = np.tile(np.array([each.first for each in years], np.int64), (students, 1))
        return cls(first, np.full_like(first, -FOREVER))

    def onward(self, day: Whole, years: Sequence[Year]) -> "Usable":
        """Those from a day on, which is each student's own."""
        last = np.array([each.last for each in years], np.int64)
        first = np.maximum(self.first, day[:, None])
        return Usable(np.where(first <= last, first, FOREVER), np.maximum(self.since, day[:, None]))


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions on one purpose of many students, by student and then in their order of entry."""

    number: Whole
    year: Whole
    given: NDArray[np.bool_]
    day: Whole
    """On which each was made."""

    def usable(
        self,
        students: int,
        years: Sequence[Year],
        before: Sequence[Year],
        current: int,
        *,
        reaches_back: bool,
    ) -> Usable:
        """What consent allows in those years, asked in the academic year `current` (`usable_days`).

        `before` are the years before each of them: a run of usable days may have begun there. The decisions
        reach from the first of all these years to the latest there are: whoever objects to a year that has
        begun objects to those before it.
        """
        order = np.lexsort((self.year, self.number))  # stable: the latest of each year comes last
        number, year, given, day = (each[order] for each in (self.number, self.year, self.given, self.day))
        begins = np.ones(len(order), np.bool_)
        begins[1:] = (np.diff(number) != 0) | (np.diff(year) != 0)
        latest = np.ones(len(order), np.bool_)
        latest[:-1] = begins[1:]
        # Saying yes again does not begin consent anew.
        yes = given.copy()
        yes[1:] &= begins[1:] | ~given[:-1]
        objected = np.full(students, -1)
        counting = latest & ~given & (year <= current)
        np.maximum.at(objected, number[counting], year[counting])

        def first_usable(of: Year) -> Whole:
            allowed, since = np.zeros(students, np.bool_), np.full(students, of.first)
            allowed[number[latest & given & (year == of.number)]] = True
            if not reaches_back:
                mine = yes & (year == of.number)
                np.maximum.at(since, number[mine], day[mine])
            return np.where(allowed & (objected <= of.number) & (since <= of.last), since, FOREVER)

        first = [first_usable(each) for each in years]
        earlier = [first_usable(each) for each in before]
        since = [
            np.where((here == of.first) & (there != FOREVER), there, here)
            for of, here, there in zip(years, first, earlier, strict=True)
        ]
        return Usable(_columns(first, students), _columns(since, students))


def _columns(columns: Sequence[Whole], rows: int) -> Whole:
    return np.stack(columns, axis=1) if columns else np.zeros((rows, 0), np.int64)


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
    registered: Registrations, usable: Usable, years: Sequence[Year], first: Whole, last: Whole
) -> Standing:
    """Where the students stand on their days from `first` to `last`, each [student].

    A window looks at no day before `since`: of the registration, or of the run of usable days where that is
    later.
    """
    since, columns = registered.since(), []
    own_first = np.maximum(registered.starts, first[registered.number])
    own_last = np.minimum(registered.ends - 1, last[registered.number])
    for at, year in enumerate(years):
        begins = np.maximum(own_first, usable.first[registered.number, at])
        ends = np.minimum(own_last, year.last)
        here = begins <= ends
        counted = np.maximum(since, usable.since[registered.number, at])
        columns.append(
            (
                registered.number[here], begins[here], ends[here], counted[here], registered.college[here],
                np.full(int(here.sum()), at),
            )
        )  # fmt: skip
    if not columns:
        return Standing(*(np.zeros(0, np.int64) for _ in range(6)))
    return Standing(*(np.concatenate(each) for each in zip(*columns, strict=True)))
