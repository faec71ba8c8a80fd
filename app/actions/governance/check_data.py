"""Check the data: what in them looks wrong, as counts, for administrators to look into."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from app.actions.context import Context
from app.actions.engagement.scoring import complete_days_of
from app.actions.governance.audit_change import audit_work
from app.scoring.completeness import CompleteDays, late_days
from app.store.activity import freshness
from app.store.governance import data_quality
from app.store.governance.data_quality import DayCount, Some, StoredFinding
from app.store.governance.flagged_students import Looked

LOOKED_AT, COMPARED = timedelta(days=7), timedelta(days=56)
"""Of each source, its latest complete days are held against the same weekdays of the weeks before them."""
FEWEST_DAYS = 4
"""Days that a usual count has to rest on."""
FEWEST_EVENTS = 20
"""By how many events a day has to differ, besides being under half of the usual or over twice as much."""


class Check(StrEnum):
    """What is looked for."""

    UNUSUAL_COUNT = "unusual_count"
    """A day of a source with less than half of the usual events, or more than twice as many."""
    SILENT_SOURCE = "silent_source"
    """A source that has not delivered for longer than it may take."""
    ACTIVE_AFTER_END = "active_after_end"
    """Students with events on days after their registration had ended."""
    STAFF_AMONG_STUDENTS = "staff_among_students"
    """Students who have a number or a login's name in common with a member of staff."""
    TEST_STUDENTS = "test_students"
    """Students whose name or number begins with test."""
    DUPLICATES = "duplicates"
    """Events that say the same of the same student and moment as another one does."""
    CLOCK_AHEAD = "clock_ahead"
    """Events of a source that lie in the future."""


WHAT_TO_DO: Mapping[Check, str] = {
    Check.UNUSUAL_COUNT: "Ask the source whether all was delivered, and once. If not, take the day back and"
    " have it delivered again, or record an outage. Until then, say what is wrong as a known inaccuracy.",
    Check.SILENT_SOURCE: "Ask the source why nothing comes. If the days are lost, record an outage.",
    Check.ACTIVE_AFTER_END: "Ask the student record system whether these registrations have really ended.",
    Check.STAFF_AMONG_STUDENTS: "Ask the student record system who they are, and correct the roster.",
    Check.TEST_STUDENTS: "Take them out of the roster if nobody is behind them.",
    Check.DUPLICATES: "Ask the source for one id for each event, and take the others back.",
    Check.CLOCK_AHEAD: "Ask the source to set its clock; the events count on the days that it says.",
}
_OF_ROWS = {
    "after_end": Check.ACTIVE_AFTER_END,
    "staff": Check.STAFF_AMONG_STUDENTS,
    "tests": Check.TEST_STUDENTS,
    "duplicates": Check.DUPLICATES,
    "ahead": Check.CLOCK_AHEAD,
}


async def check_data(context: Context) -> list[StoredFinding]:
    """Look for everything, and keep what was found in the place of what was found before."""
    transaction, profile, today = context.transaction, context.profile, context.today
    looked = looked_at(context)
    rows = await transaction.gather(
        data_quality.READS, years=looked.years, first=looked.first, last=looked.last, now=looked.now
    )
    complete = complete_days_of(profile, await freshness.data_as_of(transaction))
    before = {(each.name, each.source): each for each in await data_quality.list_all(transaction)}
    found = [*_unusual(context, complete, rows["counts"]), *_silent(context, complete)]
    for name, check in _OF_ROWS.items():
        found += _counted(context, check, rows[name], before)
    empty = set(Check) - {each.name for each in found}
    found += [StoredFinding(each, "", today, 0, None, context.now) for each in sorted(empty)]
    await data_quality.replace(transaction, found)
    findings = sum(not is_well(each) for each in found)
    await audit_work(context, "data checked", "data_quality", after={"findings": findings})
    return found


def looked_at(context: Context) -> Looked:
    """The days that checks look at: the last nine weeks, and tomorrow for clocks that are ahead."""
    first, last = context.today - LOOKED_AT - COMPARED, context.today + timedelta(days=1)
    years = sorted({context.profile.academic_year(each) for each in (first, context.today, last)})
    return Looked(years, first, last, context.now)


async def check_data_daily(context: Context) -> None:
    """The same, unless it was done today."""
    known = await data_quality.list_all(context.transaction)
    if all(context.profile.day(each.checked_at) != context.today for each in known):
        await check_data(context)


def is_well(finding: StoredFinding) -> bool:
    """Whether the check found nothing."""
    return not finding.found and finding.usual is None


def _unusual(context: Context, complete: CompleteDays, counts: Sequence[DayCount]) -> Iterator[StoredFinding]:
    """Days held against the same weekday; teaching days against teaching days alone."""
    calendar, known = context.institution.calendar, {(each.source, each.day): each.many for each in counts}
    first, last = context.today - LOOKED_AT, context.today - timedelta(days=1)
    for source, reached in complete.items():
        for day in _days(first, min(reached, last)):
            alike = [
                known.get((source, each), 0)
                for each in _weeks_before(day)
                if calendar.is_teaching_day(each) == calendar.is_teaching_day(day)
            ]
            many = known.get((source, day), 0)
            if len(alike) >= FEWEST_DAYS and is_unusual(many, usual := median(alike)):
                yield StoredFinding(Check.UNUSUAL_COUNT, source, day, many, usual, context.now)


def is_unusual(many: int, usual: float) -> bool:
    """Whether a day's count is under half of the usual one or over twice as much, and by enough events."""
    return abs(many - usual) >= FEWEST_EVENTS and not usual / 2 <= many <= usual * 2


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1)]


def _weeks_before(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(7, COMPARED.days + 1, 7)]


def _silent(context: Context, complete: CompleteDays) -> Iterator[StoredFinding]:
    for source, reached in complete.items():
        late = late_days(reached, context.today, context.profile.sources[source].late_after_days)
        if late is not None:
            first, before = late
            yield StoredFinding(Check.SILENT_SOURCE, source, first, (before - first).days, None, context.now)


def _counted(
    context: Context, check: Check, rows: Sequence[Some], before: Mapping[tuple[str, str], StoredFinding]
) -> Iterator[StoredFinding]:
    """What has no day of its own is there since it was found first."""
    for each in rows:
        if each.many:
            known = before.get((check, each.source))
            since = known.first_day if known and known.found else context.today
            yield StoredFinding(check, each.source, each.first_day or since, each.many, None, context.now)
