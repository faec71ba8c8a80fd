"""Due dates: one calendar month from the day of receipt, or the institution's shorter promise.

A month ends on the day of the same number, or on the last day of a shorter month (UK GDPR, article 12(3), as
the Information Commissioner counts). If the institution is closed on that day, it is the next working day.
Article 12A lengthens it: by the time for which the student is awaited, and by two further months.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

NextWorkingDay = Callable[[date], date]
"""The day itself, or the first working day after it."""
MONTHS, FURTHER_MONTHS = 1, 2
ACKNOWLEDGED_DAYS = 30
"""For acknowledging a complaint, from the day after it (Data Protection Act 2018, section 164A)."""


def months_after(day: date, months: int) -> date:
    """The day of the same number so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Pause:
    """A time for which the clock stands still: from the day of the question to that of the answer."""

    since: date
    until: date | None = None
    """None: it lasts."""
    for_identity: bool = False
    """Whether it waits for who asks; else, for what they mean."""

    @property
    def days(self) -> int:
        """Days that are added; none before it has ended."""
        return (self.until - self.since).days if self.until else 0


@dataclass(frozen=True, slots=True)
class Clock:
    """What the due date of a request follows from."""

    received: date
    days: int | None = None
    """Instead of the law's month: days that the institution promises."""
    months: int | None = MONTHS
    """Never later than so many months; None: no law says how many."""
    pauses: Sequence[Pause] = ()
    """In order, of which only the last may last."""
    extended: bool = False

    def due_on(self, next_working_day: NextWorkingDay) -> date:
        """The last day on which it is answered in time; as of the last question, if one is open.

        An extension is counted from the law's month, and the shorter promise no longer holds.
        """
        found = []
        if self.months is not None:
            months = self.months + (FURTHER_MONTHS if self.extended else 0)
            found.append(self._months_end(months))
        if self.days is not None and not self.extended:
            found.append(self.received + timedelta(days=self.days) + self._added)
        return next_working_day(min(found))

    def tell_by(self, today: date) -> date | None:
        """The last day on which an extension can be told: the month's own end, working day or not.

        None where nothing can be extended.
        """
        if self.months is None:
            return None
        ended = replace(self, pauses=[replace(each, until=each.until or today) for each in self.pauses])
        return ended._months_end(self.months)  # noqa: SLF001 (of the same class)

    @property
    def stopped_on(self) -> date | None:
        """The day since which it stands still; None while it goes on."""
        return self.pauses[-1].since if self.pauses and self.pauses[-1].until is None else None

    @property
    def _added(self) -> timedelta:
        return timedelta(days=sum(each.days for each in self.pauses))

    def _months_end(self, months: int) -> date:
        """So many months from receipt, and the days of all pauses; no later than from the proof of identity.

        The law begins the month anew on the day of that proof. From a short month, that can be earlier.
        """
        end = months_after(self.received, months) + self._added
        proofs = [at for at, each in enumerate(self.pauses) if each.for_identity and each.until]
        if not proofs:
            return end
        proved, since = self.pauses[proofs[-1]].until, self.pauses[proofs[-1] + 1 :]
        assert proved is not None
        return min(end, months_after(proved, months) + timedelta(days=sum(each.days for each in since)))


def acknowledge_by(received: date, next_working_day: NextWorkingDay) -> date:
    """The last day on which a complaint is acknowledged in time. Nothing stops or lengthens this."""
    return next_working_day(received + timedelta(days=ACKNOWLEDGED_DAYS))
