"""The clock: the only reader of the wall clock, so that tests and re-runs can hold time still.

And which moments there are at all.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (this is the one place)


YEARS = range(1900, 3000)
UNIMAGINABLE = f"lies outside of the years {YEARS.start} to {YEARS.stop - 1}"


def is_imaginable(moment: datetime) -> bool:
    """At the ends of the calendar no other time zone has a name for a moment, and arithmetic fails."""
    return moment.year in YEARS
