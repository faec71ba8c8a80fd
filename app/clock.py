"""The clock: the only reader of the wall clock, so that tests and re-runs can hold time still."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (this is the one place)
