"""A calendar: which days are taught, which are worked, and which working day comes how many later.

Days are the institution's own. A week begins on Monday.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Term:
    """A spell of teaching."""

    title: str
    first: date
    last: date
    """Both are days of the term."""


@dataclass(frozen=True, slots=True)
class TeachingWeek:
    """A week in which there is teaching."""

    monday: date
    days: tuple[date, ...]
    """Those of its days on which there is teaching, ascending; at least one."""


@dataclass(frozen=True, eq=False)
class Calendar:
    """An institution's calendar."""

    terms_of: Callable[[int], Sequence[Term]]
    """The terms that begin in a calendar year, ascending, without overlaps."""
    is_holiday: Callable[[date], bool]
    """Whether a day is a public holiday."""
    closure_days: Collection[date] = frozenset()
    """Other days on which the institution is closed."""

    def is_closed(self, day: date) -> bool:
        """Whether it is a weekend, a public holiday, or a closure day."""
        return day.weekday() >= SATURDAY or day in self.closure_days or self.is_holiday(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the institution's offices are open."""
        return not self.is_closed(day)

    def next_working_day(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        return next(each for each in _days_from(day) if self.is_working_day(each))

    def working_day_after(self, day: date, count: int) -> date:
        """The working day that is the `count`th after a day; 0 is the day itself, or the next working day.

        Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(count)
        if count == 0:
            return self.next_working_day(day)
        left = count
        for each in _days_from(day + DAY):
            left -= self.is_working_day(each)
            if left == 0:
                return each
        raise AssertionError("days go on")

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both included."""
        return sum(self.is_working_day(each) for each in _days_between(first, last))

    def term_of(self, day: date) -> Term | None:
        """The term that the day lies in; None in a vacation."""
        terms = [each for year in (day.year - 1, day.year) for each in self.terms_of(year)]
        return next((each for each in terms if each.first <= day <= each.last), None)

    def is_teaching_day(self, day: date) -> bool:
        """Whether it is a working day of a term."""
        return self.is_working_day(day) and self.term_of(day) is not None

    def teaching_week(self, day: date) -> TeachingWeek | None:
        """The week that the day lies in; None where nothing is taught in it."""
        monday = monday_of(day)
        days = tuple(each for each in _days_between(monday, monday + 6 * DAY) if self.is_teaching_day(each))
        return TeachingWeek(monday, days) if days else None

    def teaching_weeks(self, first: date, last: date) -> list[TeachingWeek]:
        """The weeks with teaching that lie wholly from `first` to `last`, ascending."""
        monday = monday_of(first + 6 * DAY)
        found = []
        while monday + 6 * DAY <= last:
            if (week := self.teaching_week(monday)) is not None:
                found.append(week)
            monday += WEEK
        return found

    def teaching_days(self, first: date, last: date) -> list[date]:
        """The teaching days from `first` to `last`, ascending."""
        return [each for each in _days_between(first, last) if self.is_teaching_day(each)]

    def teaching_days_back(self, day: date, count: int) -> list[date]:
        """The latest `count` teaching days up to a day, ascending; fewer where two years hold no more."""
        found: list[date] = []
        for back in range(2 * 366):
            if len(found) == count:
                break
            each = day - back * DAY
            if self.is_teaching_day(each):
                found.append(each)
        return found[::-1]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += DAY


def _days_between(first: date, last: date) -> Iterator[date]:
    for at in range((last - first).days + 1):
        yield first + at * DAY
