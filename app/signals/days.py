"""Days: what is known of some students on consecutive days, and which of those days count for whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.signals.counts import Numbers
from app.signals.findings import COUNTS, MISSING, Exclusion, Flags, mark

Whole = NDArray[np.int64]
Marks = NDArray[np.int8]
"""Of days: 0 where they count, or why not (`findings.EXCLUSIONS`)."""
_MISSING = [mark(each) for each in MISSING]


@dataclass(frozen=True, slots=True)
class ExcludedDays:
    """Spells of days that do not count for a student, in any order: for whatever knows of some."""

    reason: Exclusion
    row: Whole
    first: Whole
    last: Whole
    """Both included; places on the day axis, which they may overhang."""

    def only(self, row: int) -> "ExcludedDays":
        mine = self.row == row
        return ExcludedDays(self.reason, np.zeros_like(self.row[mine]), self.first[mine], self.last[mine])


@dataclass(frozen=True, slots=True)
class Days:
    """Some students' days; the axis begins with a Monday."""

    first: date
    length: int
    students: int
    weeks: Sequence[int]
    """Where the Mondays of its teaching weeks are, ascending; the last is the latest that is over."""
    teaching: Flags
    """[day]: whether there is teaching."""
    calendar: Marks
    """[day]: why it is none of a teaching week's, for whatever goes by weeks."""
    amounts: Mapping[str, Numbers]
    """By source: [row, day]."""
    unknown: Mapping[str, Marks]
    """By source: [day], where a day of it is not known."""
    excluded: Mapping[str, Marks]
    """By section of the record: [row, day]."""
    sessions: "Sessions | None" = None
    scores: Numbers | None = None
    """[row, week]: the score at the end of the last two teaching weeks; NaN where there is none."""
    noted: Sequence[ExcludedDays] = field(default=())
    """What a signal says beside its days, whether or not they are left out."""

    def day(self, place: int) -> date:
        return self.first + timedelta(days=place)

    def only(self, row: int) -> "Days":
        """The same of one student: what an account of one costs does not depend on how many there are."""
        mine = slice(row, row + 1)
        return replace(
            self,
            students=1,
            amounts={name: each[mine] for name, each in self.amounts.items()},
            excluded={section: each[mine] for section, each in self.excluded.items()},
            sessions=self.sessions and self.sessions.only(row),
            scores=None if self.scores is None else self.scores[mine],
            noted=[each.only(row) for each in self.noted],
        )

    def marks(self, section: str, sources: Collection[str], *, by_week: bool) -> Marks:
        """[row, day]: which days count for a rule that reads the section, and these sources of it."""
        found = self.excluded[section]
        if by_week:
            found = np.maximum(found, np.broadcast_to(self.calendar, found.shape))
        for name in sorted(sources):
            unknown = np.broadcast_to(self.unknown[name], found.shape)
            found = np.maximum(found, unknown)
        return found


@dataclass(frozen=True, slots=True)
class Sessions:
    """What the register says of sessions, by row and then ascending in time: one entry each."""

    row: Whole
    day: Whole
    """Places on the axis."""
    present: Flags
    """Else the student was absent; an authorised absence is not in it."""

    def only(self, row: int) -> "Sessions":
        mine = slice(*np.searchsorted(self.row, [row, row + 1]))
        return Sessions(np.zeros_like(self.row[mine]), self.day[mine], self.present[mine])


def excluded_grid(students: int, length: int, spells: Sequence[ExcludedDays]) -> Marks:
    """[row, day]: the gravest of the reasons for which a day does not count."""
    found = np.zeros((students, length), np.int8)
    for each in spells:
        inside = covered(students, length, each.row, each.first, each.last)
        np.maximum(found, np.where(inside, mark(each.reason), COUNTS), out=found, casting="unsafe")
    return found


def covered(students: int, length: int, row: Whole, first: Whole, last: Whole) -> Flags:
    """[row, day]: whether any of the spells holds the day."""
    first, last = np.clip(first, 0, length), np.clip(last + 1, 0, length)
    steps = np.zeros((students, length + 1), np.int16)
    some = first < last
    np.add.at(steps, (row[some], first[some]), 1)
    np.add.at(steps, (row[some], last[some]), -1)
    held: Flags = np.cumsum(steps[:, :-1], axis=1) > 0
    return held


def is_missing(marks: Marks) -> Flags:
    """Where a day does not count because of a source."""
    return np.isin(marks, _MISSING)
