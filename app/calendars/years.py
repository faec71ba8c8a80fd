"""Academic years whose calendar somebody has set: they take the place of the usual terms and closure days."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.calendars.calendar import Calendar, Term


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """An academic year's terms and closure days."""

    academic_year: int
    terms: tuple[Term, ...]
    """Ascending, without overlaps."""
    closure_days: Mapping[date, str]
    """Besides weekends and public holidays, by day: why."""


def with_years(usual: Calendar, years: Collection[CalendarYear], year_of: Callable[[date], int]) -> Calendar:
    """The usual calendar, with these academic years instead of it; `year_of` says which a day lies in."""
    if not years:
        return usual
    known = {each.academic_year for each in years}
    terms = [term for each in years for term in each.terms]
    closed = {day for day in usual.closure_days if year_of(day) not in known}
    closed |= {day for each in years for day in each.closure_days}

    @lru_cache(maxsize=256)
    def terms_of(year: int) -> tuple[Term, ...]:
        left = [each for each in usual.terms_of(year) if year_of(each.first) not in known]
        return tuple(sorted(left + [each for each in terms if each.first.year == year], key=_first))

    return Calendar(terms_of, usual.is_holiday, frozenset(closed))


def _first(term: Term) -> date:
    return term.first
