"""Exclusions: days on which a student's engagement says nothing, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.calendars.calendar import DAY


class ExclusionReason(StrEnum):
    """Why a day says nothing of a student's engagement."""

    EXEMPTION = "exemption"
    """Staff in charge of the student have exempted these days."""
    EXTENUATING_CIRCUMSTANCES = "extenuating_circumstances"
    """The student record system has approved extenuating circumstances."""
    AUTHORISED_ABSENCE = "authorised_absence"
    """The student was allowed to miss every session of the day."""
    PLACEMENT = "placement"
    """The student is registered for a placement."""
    YEAR_ABROAD = "year_abroad"
    """The student is registered for study abroad."""
    SUSPENDED = "suspended"
    """The day lies between two registrations: studies were interrupted."""
    VACATION = "vacation"
    """Nothing is taught."""
    CLOSED = "closed"
    """The institution is closed."""
    OUTAGE = "outage"
    """A source was down, or has not delivered the day."""


@dataclass(frozen=True, slots=True, order=True)
class Exclusion:
    """Days, both included, that are excluded for one reason."""

    first: date
    last: date
    reason: ExclusionReason

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def within(self, first: date, last: date) -> "Exclusion | None":
        """Those of its days that lie from `first` to `last`; None where there are none."""
        begin, end = max(self.first, first), min(self.last, last)
        return Exclusion(begin, end, self.reason) if begin <= end else None


def of_days(days: Iterable[date], reason: ExclusionReason) -> Iterator[Exclusion]:
    """Single days, ascending, as runs."""
    first = last = None
    for day in days:
        if first is not None and last is not None and day > last + DAY:
            yield Exclusion(first, last, reason)
            first = None
        first, last = first or day, day
    if first is not None and last is not None:
        yield Exclusion(first, last, reason)


def reasons_on(day: date, exclusions: Iterable[Exclusion]) -> list[ExclusionReason]:
    """Why the day is excluded, each reason once, in their order here; empty where it is not."""
    found = {each.reason for each in exclusions if day in each}
    return [each for each in ExclusionReason if each in found]


def excluded_days(exclusions: Iterable[Exclusion]) -> set[date]:
    """Every day that any of them excludes."""
    return {
        date.fromordinal(at)
        for each in exclusions
        for at in range(each.first.toordinal(), each.last.toordinal() + 1)
    }
