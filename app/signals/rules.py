"""Rules: what a profile asks to be told of, and each rule's judgement of some students' days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.signals import fall
from app.signals.counts import Numbers
from app.signals.days import Days, Marks, is_missing
from app.signals.fall import Falls, FallTest
from app.signals.findings import Flags, Judged, Verdict, Verdicts, code
from app.signals.weeks import add_up


@dataclass(frozen=True, slots=True)
class FallRule:
    """A teaching week far below the student's own earlier ones."""

    section: str
    sources: Mapping[str, float]
    """By source: how many counts a unit of it stands for."""
    test: FallTest

    def totals(self, days: Days) -> tuple[Numbers, Numbers, Marks]:
        """The student's weeks: totals and exposures [row, week], and which days count."""
        marks = days.marks(self.section, self.sources, by_week=True)
        values = np.zeros((days.students, days.length))
        for name in sorted(self.sources):
            values = values + self.sources[name] * days.amounts[name]
        return (*add_up(values, marks == 0, days.weeks), marks)

    def judge(self, days: Days) -> Judged:
        return self.judge_weeks(days)[0]

    def judge_weeks(self, days: Days) -> tuple[Judged, Falls | None]:
        """The same, with what it rests on; None where no teaching week is over."""
        if not days.weeks:
            return _nothing_yet(days.students), None
        totals, exposures, marks = self.totals(days)
        falls = fall.judge(self.test, totals, exposures)
        verdicts = np.full(days.students, code(Verdict.NO_CHANGE), np.int8)
        verdicts[falls.fall] = code(Verdict.FALL)
        verdicts[falls.weeks < fall.FEWEST_WEEKS] = code(Verdict.TOO_LITTLE_HISTORY)
        out = exposures[:, -1] == 0
        this = marks[:, days.weeks[-1] : days.weeks[-1] + 7]
        missing: Flags = np.logical_or.reduce(is_missing(this), axis=1)
        _leave_out(verdicts, out, missing)
        return Judged(verdicts, falls.inside & ~out), falls


@dataclass(frozen=True, slots=True)
class StoppedRule:
    """Nothing at all for so many teaching days."""

    section: str
    sources: Sequence[str]
    teaching_days: int

    def judge(self, days: Days) -> Judged:
        marks = days.marks(self.section, self.sources, by_week=False)
        begins = self.begins(days, marks)
        active = np.zeros((days.students, days.length), np.bool_)
        for name in self.sources:
            active |= days.amounts[name] > 0
        active &= marks == 0
        since = np.arange(days.length) >= np.maximum(begins, 0)[:, np.newaxis]
        seen: Flags = np.logical_or.reduce(active & since, axis=1)
        verdicts = np.where(seen, code(Verdict.NO_CHANGE), code(Verdict.STOPPED)).astype(np.int8)
        verdicts[(begins < 0) & ~seen] = code(Verdict.TOO_LITTLE_HISTORY)
        last = marks[:, last_teaching_day(days)]
        _leave_out(verdicts, last != 0, is_missing(last))
        return Judged(verdicts, seen & (last == 0))

    def begins(self, days: Days, marks: Marks) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
        """By row, where the teaching days to look at begin; -1 where there are too few that count."""
        counted = (marks == 0) & days.teaching
        from_end = np.cumsum(counted[:, ::-1], axis=1)
        enough = from_end[:, -1] >= self.teaching_days
        place = days.length - 1 - np.argmax(from_end >= self.teaching_days, axis=1)
        return np.where(enough, place, -1)


@dataclass(frozen=True, slots=True)
class AttendanceRule:
    """Too few of the sessions of some weeks attended, or too many in a row missed."""

    section: str
    window_days: int
    least_share: float
    in_a_row: int
    fewest: int
    """Sessions that the share has to rest on."""

    def judge(self, days: Days) -> Judged:
        present, absent, row = self.counts(days)
        counted = present + absent
        with np.errstate(invalid="ignore", divide="ignore"):
            low = (counted >= self.fewest) & (present < self.least_share * counted)
        missed = row >= self.in_a_row
        verdicts = np.full(days.students, code(Verdict.NO_CHANGE), np.int8)
        verdicts[counted < self.fewest] = code(Verdict.TOO_LITTLE_HISTORY)
        verdicts[low] = code(Verdict.LOW_ATTENDANCE)
        verdicts[missed] = code(Verdict.MISSED_SESSIONS)
        out = days.excluded[self.section][:, last_teaching_day(days)] != 0
        _leave_out(verdicts, out, np.zeros(days.students, np.bool_))
        return Judged(verdicts, ~low & ~missed & ~out & (counted > 0))

    def counts(self, days: Days) -> tuple[Numbers, Numbers, Numbers]:
        """By row: sessions attended, sessions missed, and how many of the latest were missed in a row."""
        sessions = days.sessions
        assert sessions is not None
        counts = days.excluded[self.section][sessions.row, sessions.day] == 0
        counts &= sessions.day >= days.length - self.window_days
        row, here = sessions.row[counts], sessions.present[counts]
        present, absent = (
            np.bincount(row[each], minlength=days.students).astype(np.float64) for each in (here, ~here)
        )
        latest = np.full(days.students, -1)
        np.maximum.at(latest, row[here], np.flatnonzero(here))
        after = ~here & (np.arange(len(row)) > latest[row])
        return present, absent, np.bincount(row[after], minlength=days.students).astype(np.float64)


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """The indicator of a teaching week's end in a lower band than that of the week before."""

    section: str
    cuts: Sequence[float]
    """Ascending; a score at a cut is in the upper of the two bands."""
    by: int
    """Bands that it has gone down by."""
    down_to: int | None
    """Or into this band, from 0 up, or a lower one."""

    def judge(self, days: Days) -> Judged:
        if len(days.weeks) < 2 or days.scores is None:  # noqa: PLR2004 (this week and the one before)
            return _nothing_yet(days.students)
        bands = self.bands(days.scores)
        before, now = bands[:, 0], bands[:, 1]
        lower = before - now >= self.by
        if self.down_to is not None:
            lower |= (now <= self.down_to) & (before > self.down_to)
        known = (before >= 0) & (now >= 0)
        verdicts = np.where(lower, code(Verdict.LOWER_BAND), code(Verdict.NO_CHANGE)).astype(np.int8)
        verdicts[~known] = code(Verdict.TOO_LITTLE_HISTORY)
        out = (self._marks(days) != 0).any(axis=1)
        _leave_out(verdicts, out, np.zeros(days.students, np.bool_))
        return Judged(verdicts, known & ~lower & ~out & (now >= before))

    def bands(self, scores: Numbers) -> "np.ndarray[tuple[int, int], np.dtype[np.intp]]":
        """[row, week], from 0 up; -1 where there is no score."""
        found = np.searchsorted(np.array(self.cuts), scores, "right")
        return np.where(np.isfinite(scores), found, -1)

    def _marks(self, days: Days) -> Marks:
        """Of the working days of the week."""
        monday = days.weeks[-1]
        return days.excluded[self.section][:, monday : monday + 7][:, days.teaching[monday : monday + 7]]


Rule = FallRule | StoppedRule | AttendanceRule | IndicatorRule


def last_teaching_day(days: Days) -> int:
    """Its place; the last day, where nothing was taught at all."""
    places = np.flatnonzero(days.teaching)
    return int(places[-1]) if len(places) else days.length - 1


def _nothing_yet(students: int) -> Judged:
    verdicts = np.full(students, code(Verdict.TOO_LITTLE_HISTORY), np.int8)
    return Judged(verdicts, np.zeros(students, np.bool_))


def _leave_out(verdicts: Verdicts, out: Flags, missing: Flags) -> None:
    verdicts[out & ~missing] = code(Verdict.EXCLUDED)
    verdicts[out & missing] = code(Verdict.SOURCE_MISSING)
