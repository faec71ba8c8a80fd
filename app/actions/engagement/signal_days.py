"""Signal days: what the rules judge of some students, read set-wise; one student is a set of one."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.engagement.basis import read_basis
from app.actions.engagement.scoring import rules_for
from app.calendars.calendar import DAY, SATURDAY, TeachingWeek, monday_of
from app.profiles.signals import AttendanceEntry, IndicatorEntry, RuleEntry, StoppedEntry
from app.scoring.months import Axis
from app.signals.days import Days, ExcludedDays, Marks, Sessions, excluded_grid
from app.signals.fall import LOOKED_AT
from app.signals.findings import COUNTS, Exclusion, mark
from app.store.activity import freshness
from app.store.engagement import signal_facts, slice_facts
from app.store.engagement.slices import Slice
from app.store.snapshot import InstitutionSnapshot

LONGEST = timedelta(weeks=30)
"""How far back is looked at most."""
LEAST_WEEKS = 4
"""That are looked at in any case, for what does not go by teaching weeks."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The days that are looked at, the same for everybody."""

    first: date
    """A Monday."""
    as_of: date
    """The last day: the latest that every source has completed, or an earlier one."""
    weeks: Sequence[int]
    teaching: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    calendar: Marks
    unknown: Mapping[str, Marks]
    rules: Mapping[str, RuleEntry]
    """Those that are judged by."""
    data_as_of: Mapping[str, datetime]
    """By source: how fresh it is."""

    @property
    def length(self) -> int:
        return (self.as_of - self.first).days + 1

    def day(self, place: int) -> date:
        return self.first + place * DAY

    @property
    def glance(self) -> "Frame":
        """The latest days alone: a week or two, and as many more as the last teaching day is away.

        Whoever is inside a rule of every night on these is inside it on all of them.
        """
        taught = np.flatnonzero(self.teaching)
        last = int(taught[-1]) if len(taught) else 0
        start = max(min(last, self.length - 7), 0) // 7 * 7
        unknown = {name: each[start:] for name, each in self.unknown.items()}
        return replace(
            self,
            first=self.day(start),
            weeks=(),
            teaching=self.teaching[start:],
            calendar=self.calendar[start:],
            unknown=unknown,
        )


async def frame_of(
    context: Context, as_of: date, *, weekly: bool = True, rules: Mapping[str, RuleEntry] | None = None
) -> Frame:
    """The days that a judgement on `as_of` looks at: its year's latest teaching weeks, or a month.

    Not `weekly`: for the rules alone that judge every night, which look at fewer. `rules` stand for the
    profile's where others are tried.
    """
    profile, calendar = context.profile, context.institution.calendar
    assert profile.signals is not None
    judged_by = profile.signals.rules if rules is None else rules
    rules = {name: each for name, each in judged_by.items() if weekly or not each.weekly}
    taught = taught_weeks(context, as_of) if weekly else []
    window = max(
        [each.window_days for each in rules.values() if isinstance(each, AttendanceEntry)], default=0
    )
    most = max([each.teaching_days for each in rules.values() if isinstance(each, StoppedEntry)], default=0)
    # Days that do not count are passed over: twice as many are looked at.
    back = calendar.teaching_days_back(as_of, 2 * most)[:1]
    begins = [as_of - max(window - 1, 7 * LEAST_WEEKS) * DAY, *back, *(each.monday for each in taught)]
    first = max(min(begins), as_of - LONGEST)
    first = monday_of(first)
    days = [first + at * DAY for at in range((as_of - first).days + 1)]
    weeks = {day: calendar.teaching_week(day) for day in days if day.weekday() == 0}
    by_day = [(day, weeks[monday_of(day)]) for day in days]
    teaching = np.array([week is not None and day in week.days for day, week in by_day], np.bool_)
    marks = [
        mark(Exclusion.VACATION)
        if week is None
        else mark(Exclusion.CLOSED)
        if day.weekday() < SATURDAY and day not in week.days
        else COUNTS
        for day, week in by_day
    ]
    data_as_of = await freshness.data_as_of(context.transaction)
    unknown = _unknown(context.institution, first, as_of, data_as_of)
    places_of = [(each.monday - first).days for each in taught]
    return Frame(first, as_of, places_of, teaching, np.array(marks, np.int8), unknown, rules, data_as_of)


def taught_weeks(context: Context, as_of: date) -> Sequence[TeachingWeek]:
    """The latest teaching weeks of the academic year that are over."""
    first = context.profile.first_day(context.profile.academic_year(as_of))
    return context.institution.calendar.teaching_weeks(first, as_of)[-LOOKED_AT:]


def _unknown(
    institution: InstitutionSnapshot, first: date, last: date, data_as_of: Mapping[str, datetime]
) -> dict[str, Marks]:
    """By source: where a day was an outage, or is not complete."""
    rules = rules_for(institution, first, last, data_as_of)
    length = (last - first).days + 1
    found = {name: np.zeros(length, np.int8) for name in institution.profile.sources}
    for name, reached in rules.complete.items():
        begins = max((reached - first).days + 1, 0)
        found[name][begins:] = mark(Exclusion.SOURCE_NOT_COMPLETE)
    for outage in rules.outages:
        if outage.source in found:
            begins, ends = ((each - first).days for each in (outage.starts_on, outage.ends_before))
            found[outage.source][max(begins, 0) : max(ends, 0)] = mark(Exclusion.OUTAGE)
    return found


async def read_days(context: Context, frame: Frame, taken: Slice) -> Days:
    """What the store holds of the slice's students on the frame's days."""
    transaction, signals = context.transaction, context.profile.signals
    assert signals is not None
    entries = frame.rules.values()
    names = sorted({name for each in entries for name in each.sources})
    amounts = await slice_facts.read_amounts(transaction, taken, names, Axis(frame.first, frame.as_of))
    spells = await _excluded(context, frame, taken)
    noted = [spells[each] for each in (Exclusion.CIRCUMSTANCES,) if each in spells]
    if signals.note_circumstances:
        spells.pop(Exclusion.CIRCUMSTANCES, None)
    sections = {each.section for each in entries}
    grid = await asyncio.to_thread(excluded_grid, len(taken), frame.length, list(spells.values()))
    basis = await _without_basis(context, frame, taken, sections)
    excluded: dict[str, Marks] = {section: np.maximum(grid, marks) for section, marks in basis.items()}
    return Days(
        frame.first,
        frame.length,
        len(taken),
        frame.weeks,
        frame.teaching,
        frame.calendar,
        amounts,
        frame.unknown,
        excluded,
        await _sessions(context, frame, taken),
        await _scores(context, frame, taken),
        noted,
    )


async def _excluded(context: Context, frame: Frame, taken: Slice) -> dict[Exclusion, ExcludedDays]:
    """By reason: the days of students that do not count, whoever says so."""
    by_student = await signal_facts.exclusions(context.transaction, taken, frame.first, frame.as_of)
    spells: dict[Exclusion, list[tuple[int, int, int]]] = {}
    for student_id, listed in by_student.items():
        if (row := taken.number(student_id)) is None:
            continue
        for each in listed:
            place = (row, (each.first - frame.first).days, (each.last - frame.first).days)
            spells.setdefault(Exclusion(each.reason), []).append(place)
    return {
        reason: ExcludedDays(reason, *(np.array(column, np.int64) for column in zip(*some, strict=True)))
        for reason, some in spells.items()
    }


async def _without_basis(
    context: Context, frame: Frame, taken: Slice, sections: Collection[SectionName]
) -> dict[SectionName, Marks]:
    """[row, day]: not registered at a level in scope, or without consent to the section, or to signals."""
    profile = context.profile
    registered = await slice_facts.read_registrations(context.transaction, taken, profile.covered_levels, [])
    axis = Axis(frame.first, frame.as_of)
    basis = await read_basis(context, taken, axis, {*sections, SectionName.SIGNALS}, registered)
    found = {}
    for section in sections:
        marks = np.where(basis.registered, COUNTS, mark(Exclusion.NOT_REGISTERED)).astype(np.int8)
        for each in (section, SectionName.SIGNALS):
            marks[basis.registered & ~basis.allowed[each]] = mark(Exclusion.NO_BASIS)
        found[section] = marks
    return found


async def _sessions(context: Context, frame: Frame, taken: Slice) -> Sessions | None:
    windows = [each.window_days for each in frame.rules.values() if isinstance(each, AttendanceEntry)]
    if not windows:
        return None
    first = frame.as_of - (max(windows) - 1) * DAY
    row, day, present = await signal_facts.register(
        context.transaction, taken, first, frame.as_of, context.profile.zone
    )
    return Sessions(row, day + (first - frame.first).days, present)


async def _scores(
    context: Context, frame: Frame, taken: Slice
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]] | None":
    if len(frame.weeks) < 2 or not any(  # noqa: PLR2004 (this week and the one before)
        isinstance(each, IndicatorEntry) for each in frame.rules.values()
    ):
        return None
    ends = [frame.day(monday + 6) for monday in frame.weeks[-2:]]
    return await signal_facts.scores(context.transaction, taken, ends)
