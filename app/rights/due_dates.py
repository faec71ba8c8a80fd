"""Due dates: one calendar month from the day of receipt, or the institution's shorter promise.

A month ends on the day of the same number, or on the last day of a shorter month (UK GDPR, article 12(3), as
the Information Commissioner counts). If the institution is closed on that day, it is the next working day.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

NextWorkingDay = Callable[[date], date]
"""The day itself, or the first working day after it."""
MONTHS = 1


def months_after(day: date, months: int) -> date:
    """The day of the same number so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due_on(
    received: date,
    next_working_day: NextWorkingDay,
    *,
    promised_days: int | None = None,
    months: int = MONTHS,
) -> date:
    """The last day on which a request that was received on a day is answered in time.

    `promised_days` is what the institution promises instead, in calendar days; never later than the law.
    """
    legal = next_working_day(months_after(received, months))
    if promised_days is None:
        return legal
    return min(legal, next_working_day(received + timedelta(days=promised_days)))
