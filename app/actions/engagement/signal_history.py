"""Signal history: what two variants of a rule would have raised in past teaching weeks, counted exactly.

Judged by the nightly job's own code, a slice of students at a time; nothing is stored and nobody is told.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from app.actions.context import Context
from app.actions.engagement.judge_signals import tutoring_roles
from app.actions.engagement.signal_days import Frame, frame_of, read_days
from app.calendars.calendar import DAY, TeachingWeek
from app.disclosure.trials import Counts
from app.ids import StaffId, StudentId
from app.profiles.signals import AttendanceEntry, IndicatorEntry, RuleEntry, StoppedEntry
from app.signals.days import Days, Sessions
from app.signals.history import History, Night, Variant, history
from app.store.engagement import signal_facts, signal_history, signals, slices
from app.store.engagement.progress import BEFORE_ALL
from app.store.engagement.slices import Slice

BATCH_SIZE = 2_000
"""Students at a time."""
VARIANTS = ("before", "after")


@dataclass(slots=True)
class WeekCounts:
    """A teaching week, exactly; for nobody's eyes but disclosure control's."""

    week: TeachingWeek
    tutors: int
    """At its end."""
    moves: Counts = field(default_factory=lambda: np.zeros((2, 2), np.int64))
    """Students: from no new signal and one (row) to no new signal and one (column), by both variants."""
    loads: tuple[Counter[StaffId], Counter[StaffId]] = field(default_factory=lambda: (Counter(), Counter()))
    """By variant: of each tutor, the students with a new signal."""


async def count_weeks(
    context: Context, before: RuleEntry, after: RuleEntry, weeks: Sequence[TeachingWeek]
) -> list[WeekCounts]:
    """Count the signals of those weeks, ascending, all of one academic year.

    A signal belongs to the week on whose nights it is raised; nights of a vacation, to the week after it.
    """
    roles = tutoring_roles(context.profile)
    counted = [
        WeekCounts(each, await signals.count_tutors(context.transaction, roles, each.monday + 6 * DAY))
        for each in weeks
    ]
    frames = await _frames(context, before, after, weeks[-1])
    known = _all_of(list(frames.values()), before, after)
    last = BEFORE_ALL
    while True:
        taken = await slices.take(
            context.transaction, known.first, known.as_of, after=last, most=BATCH_SIZE, lock=False
        )
        if not len(taken):
            return counted
        await _count(context, counted, frames, known, taken)
        last = taken.last_student


async def _frames(
    context: Context, before: RuleEntry, after: RuleEntry, until: TeachingWeek
) -> Mapping[date, Frame]:
    """By night, from the academic year's first teaching week on, the days that are looked at."""
    weeks, rules, frames = _weeks_until(context, until), dict(zip(VARIANTS, (before, after), strict=True)), {}
    ends = {each.monday + 6 * DAY for each in weeks}
    moves = isinstance(before, StoppedEntry | AttendanceEntry)
    first, nights = weeks[0].monday, (weeks[-1].monday + 6 * DAY - weeks[0].monday).days + 1
    for night in (first + at * DAY for at in range(nights)):
        # Between two weeks' ends, the other rules have nothing new to judge.
        if moves or night in ends:
            weekly = before.weekly or night in ends
            frames[night] = await frame_of(context, night, weekly=weekly, rules=rules)
    return frames


def _weeks_until(context: Context, until: TeachingWeek) -> list[TeachingWeek]:
    first = context.profile.first_day(context.profile.academic_year(until.monday + 6 * DAY))
    return context.institution.calendar.teaching_weeks(first, until.monday + 6 * DAY)


def _all_of(frames: Sequence[Frame], before: RuleEntry, after: RuleEntry) -> Frame:
    """Every day that any of them looks at. It has no weeks: what goes by them is read aside."""
    first, last = min(each.first for each in frames), frames[-1].as_of
    length = (last - first).days + 1
    nothing = np.zeros(length, np.bool_)
    rules = dict(zip(VARIANTS, (before, after), strict=True))
    at_last = frames[-1].data_as_of
    return Frame(first, last, [], nothing, nothing.astype(np.int8), {}, rules, at_last)


async def _count(
    context: Context,
    counted: Sequence[WeekCounts],
    frames: Mapping[date, Frame],
    known: Frame,
    taken: Slice,
) -> None:
    weeks = _weeks_until(context, counted[-1].week)
    days = await _read(context, known, taken, weeks)
    nights = _nights(frames, weeks)
    found = await asyncio.gather(
        *(
            asyncio.to_thread(history, _variant(context, entry), days, nights, len(weeks))
            for entry in known.rules.values()
        )
    )
    tutors = await signal_history.tutors_of(
        context.transaction,
        {taken.student(each.row) for of in found for each in of.raised},
        tutoring_roles(context.profile),
    )
    for each in counted:
        _add(each, weeks.index(each.week), found, taken, tutors)


def _variant(context: Context, entry: RuleEntry) -> Variant:
    assert context.profile.signals is not None
    return Variant(entry.rule, entry.weekly, context.profile.signals.quiet_days)


def _nights(frames: Mapping[date, Frame], weeks: Sequence[TeachingWeek]) -> list[Night]:
    ends = [each.monday + 6 * DAY for each in weeks]
    return [
        Night(
            night,
            int(np.searchsorted(np.array(ends, "datetime64[D]"), np.datetime64(night))),
            night in ends,
            _axis(frame),
        )
        for night, frame in frames.items()
    ]


def _axis(frame: Frame) -> Days:
    return Days(
        frame.first, frame.length, 0, frame.weeks, frame.teaching, frame.calendar, {}, frame.unknown, {}
    )


async def _read(context: Context, known: Frame, taken: Slice, weeks: Sequence[TeachingWeek]) -> Days:
    """Every day, the register of all of them, and the scores at the end of every week."""
    days = await read_days(context, known, taken)
    if any(isinstance(each, AttendanceEntry) for each in known.rules.values()):
        row, day, present = await signal_facts.register(
            context.transaction, taken, known.first, known.as_of, context.profile.zone
        )
        days = replace(days, sessions=Sessions(row, day, present))
    if any(isinstance(each, IndicatorEntry) for each in known.rules.values()):
        ends = [each.monday + 6 * DAY for each in weeks]
        mondays = [(each.monday - known.first).days for each in weeks]
        scores = await signal_facts.scores(context.transaction, taken, ends)
        days = replace(days, weeks=mondays, scores=scores)
    return days


def _add(
    to: WeekCounts,
    week: int,
    found: Sequence[History],
    taken: Slice,
    tutors: Mapping[StudentId, Sequence[signal_history.Tutoring]],
) -> None:
    """A student counts once in a week, whatever a rule raises."""
    raised = [{each.row: each.as_of for each in of.raised if each.week == week} for of in found]
    flags = np.zeros((2, len(taken)), np.int64)
    for at, rows in enumerate(raised):
        flags[at, list(rows)] = 1
        for row, day in rows.items():
            own = tutors.get(taken.student(row), ())
            owner = next((each.staff_id for each in own if each.is_on(day)), None)
            if owner is not None:
                to.loads[at][owner] += 1
    counts = (found[0].speaks[week] & found[1].speaks[week]) | flags.any(axis=0)
    cells = flags[0][counts] * 2 + flags[1][counts]
    to.moves += np.bincount(cells, minlength=4).reshape(2, 2)
