"""A profile's calendar: when an institution usually teaches, and when it is closed."""

from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Annotated, Self

import holidays
from pydantic import Field, model_validator

from app.calendars.calendar import Calendar, Term
from app.profiles.entry import Entry


class UsualTerm(Entry):
    """A term by the weeks of the calendar year (ISO 8601), so that it need not be said anew each year."""

    title: str
    first_week: Annotated[int, Field(ge=1, le=52)]
    weeks: Annotated[int, Field(ge=1, le=40)]

    def of_year(self, year: int) -> Term:
        """The term that begins in that calendar year: from a Monday to a Sunday."""
        first = date.fromisocalendar(year, self.first_week, 1)
        return Term(self.title, first, first + timedelta(weeks=self.weeks, days=-1))


class CalendarEntry(Entry):
    """Terms, public holidays and closure days."""

    country: str = "GB"
    subdivision: str | None = "ENG"
    """Whose public holidays are kept (ISO 3166): `ENG`, `WLS`, `SCT` or `NIR`."""
    usual_terms: Annotated[tuple[UsualTerm, ...], Field(min_length=1)] = (
        UsualTerm(title="Spring term", first_week=2, weeks=12),
        UsualTerm(title="Summer term", first_week=18, weeks=6),
        UsualTerm(title="Autumn term", first_week=39, weeks=12),
    )
    closure_days: frozenset[date] = frozenset()
    """Days on which the institution is closed besides weekends and public holidays."""

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        ordered = sorted(self.usual_terms, key=lambda each: each.first_week)
        for earlier, later in pairwise(ordered):
            if earlier.first_week + earlier.weeks > later.first_week:
                raise ValueError(f"calendar: {earlier.title} and {later.title} overlap")
        if self.country not in holidays.list_supported_countries():
            raise ValueError(f"calendar: there is no country {self.country}")
        if self.subdivision not in (None, *holidays.list_supported_countries()[self.country]):
            raise ValueError(f"calendar: {self.country} has no subdivision {self.subdivision}")
        return self

    @cached_property
    def calendar(self) -> Calendar:
        public = holidays.country_holidays(self.country, subdiv=self.subdivision)
        ordered = sorted(self.usual_terms, key=lambda each: each.first_week)

        @lru_cache(maxsize=256)
        def terms_of(year: int) -> tuple[Term, ...]:
            return tuple(each.of_year(year) for each in ordered)

        return Calendar(terms_of, public.__contains__, self.closure_days)
