"""Gaps: runs of days without evidence of engagement, how many of their days count, and what follows.

Days are calendar days. One counts unless it is said not to: a vacation, an authorised absence, a day without
a registration.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.calendars.calendar import DAY, Calendar
from app.calendars.exclusions import Exclusion, ExclusionReason, excluded_days, of_days

NOT_COUNTED = frozenset(
    {ExclusionReason.VACATION, ExclusionReason.AUTHORISED_ABSENCE, ExclusionReason.SUSPENDED}
)
"""Reasons for which a day of a gap does not count."""


@dataclass(frozen=True, slots=True)
class GapRules:
    """From how many counted days on a gap is listed, warned of, and to be reported."""

    least_days: int
    warning_days: tuple[int, ...]
    """Ascending."""
    threshold_days: int
    report_within_working_days: int
    """After the day on which the threshold was reached."""


@dataclass(frozen=True, slots=True)
class Warned:
    """That a gap came to have so many counted days, and on which day."""

    days: int
    reached_on: date


@dataclass(frozen=True, slots=True)
class Gap:
    first: date
    last: date
    """Both are days without evidence."""
    counted_days: int
    excluded: tuple[Exclusion, ...]
    """Those of its days that do not count."""
    warnings: tuple[Warned, ...]
    """Those that were reached, ascending."""
    threshold_on: date | None
    report_by: date | None
    begins_after: date | None
    """The day of evidence before it; None: there is none among the days looked at."""
    ended_on: date | None
    """The day of evidence that ended it; None: nothing has, yet."""


def vacations(calendar: Calendar, first: date, last: date) -> list[Exclusion]:
    """The days that lie in no term, as runs."""
    days = (each for each in _days(first, last) if calendar.term_of(each) is None)
    return list(of_days(days, ExclusionReason.VACATION))


def bridged(absences: Iterable[Exclusion], calendar: Calendar) -> list[Exclusion]:
    """The absences, with what lies between two where nothing is taught: an absence goes on over a weekend."""
    ordered = sorted(absences)
    between = [
        Exclusion(earlier.last + DAY, later.first - DAY, earlier.reason)
        for earlier, later in pairwise(ordered)
        if earlier.last + DAY < later.first
        and not any(calendar.is_teaching_day(each) for each in _days(earlier.last + DAY, later.first - DAY))
    ]
    return sorted(ordered + between)


def find_gaps(
    evidence: Collection[date],
    first: date,
    last: date,
    not_counted: Sequence[Exclusion],
    rules: GapRules,
    calendar: Calendar,
) -> list[Gap]:
    """The gaps from `first` to `last` of at least `rules.least_days` counted days, ascending."""
    uncounted, found = excluded_days(not_counted), []
    for before, after in pairwise([None, *sorted(day for day in evidence if first <= day <= last), None]):
        begin = first if before is None else before + DAY
        end = last if after is None else after - DAY
        counted = [each for each in _days(begin, end) if each not in uncounted]
        if len(counted) < max(rules.least_days, 1):
            continue
        threshold = counted[rules.threshold_days - 1] if len(counted) >= rules.threshold_days else None
        inside = (each.within(begin, end) for each in not_counted)
        found.append(
            Gap(
                begin,
                end,
                len(counted),
                tuple(sorted(each for each in inside if each is not None)),
                tuple(Warned(n, counted[n - 1]) for n in rules.warning_days if len(counted) >= n),
                threshold,
                threshold and calendar.working_day_after(threshold, rules.report_within_working_days),
                before,
                after,
            )
        )
    return found


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
