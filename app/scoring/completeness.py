"""Completeness: up to which day each source has delivered everything, by its own word.

A day that a source has not completed is not a day without activity: it is left out of every mean, as a day of
outage is, and no score that looks at it is stored.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Protocol

DAY = timedelta(days=1)
CompleteDays = Mapping[str, date]
"""By source: the last day that it has completed; `NEVER` before it delivered anything."""
NEVER = date.min


class Down(Protocol):
    """Days on which a source was down."""

    @property
    def source(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_before(self) -> date: ...


def complete_days(collected: Iterable[str], data_as_of: Mapping[str, date]) -> dict[str, date]:
    """Of each source that is collected, by the calendar day that its data reach into."""
    return {name: data_as_of[name] - DAY if name in data_as_of else NEVER for name in collected}


def complete_until(complete: CompleteDays, down: Iterable[Down], last: date) -> date:
    """The last day, `last` at the latest, of which every source has either delivered all or was down."""
    listed = sorted(down, key=lambda each: each.starts_on)
    for name, reached in complete.items():
        for each in listed:
            if each.source == name and reached is not NEVER and each.starts_on <= reached + DAY:
                reached = max(reached, each.ends_before - DAY)  # noqa: PLW2901 (it reaches further)
        last = min(last, reached)
    return last


def late_days(complete: date, today: date, late_after: int) -> tuple[date, date] | None:
    """The days that a source still owes and will not be waited for any longer: the first, and the one after.

    `late_after` is how many whole days it may take. None where it owes none, or never delivered anything.
    """
    if complete is NEVER:
        return None
    first, before = complete + DAY, today - late_after * DAY
    return (first, before) if first < before else None
