"""Usable days: of which days a student's decisions let data be used, for one purpose."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.consent.gate import is_open
from app.consent.ledger import ConsentDecision, Decision, consent_state

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UsableDays:
    """Runs of days, each from its first to its last, ascending; runs that adjoin are one."""

    runs: tuple[tuple[date, date], ...]

    def __contains__(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.runs)

    def touches(self, first: date, last: date) -> bool:
        """Whether any of the days from `first` to `last` is one of them."""
        return any(begin <= last and end >= first for begin, end in self.runs)

    def covers(self, first: date, last: date) -> bool:
        """Whether all the days from `first` to `last` are among them."""
        return any(begin <= first and last <= end for begin, end in self.runs)

    def since(self, day: date) -> date | None:
        """The first day of the run that `day` is in."""
        return next((first for first, last in self.runs if first <= day <= last), None)

    def before(self, day: date) -> "UsableDays":
        """Those before a day."""
        return UsableDays(tuple((first, min(last, day - DAY)) for first, last in self.runs if first < day))

    def onward(self, day: date) -> "UsableDays":
        """Those from a day on."""
        return UsableDays(tuple((max(first, day), last) for first, last in self.runs if last >= day))


EVERY_DAY = UsableDays(((date.min, date.max),))
"""Of what needs nobody's consent."""


@dataclass(frozen=True, slots=True)
class ConsentRule:
    """How decisions on a purpose count at an institution."""

    purpose: str
    reaches_back: bool
    """Whether giving consent covers the academic year from its first day on, or from the decision on."""
    first_day: Callable[[int], date]
    """Of an academic year."""
    day_of: Callable[[datetime], date]
    """The institution's calendar day of a moment."""


def usable_days(decisions: Sequence[ConsentDecision], rule: ConsentRule, current_year: int) -> UsableDays:
    """What the student's decisions, in order of entry, allow in the academic year `current_year`."""
    runs: list[tuple[date, date]] = []
    for year in sorted({each.academic_year for each in decisions if each.purpose == rule.purpose}):
        if not is_open(consent_state(decisions, rule.purpose, year, current_year)):
            continue
        first, last = rule.first_day(year), rule.first_day(year + 1) - DAY
        if not rule.reaches_back:
            first = max(first, rule.day_of(_given_at(decisions, rule.purpose, year)))
        if runs and runs[-1][1] + DAY == first <= last:
            runs[-1] = runs[-1][0], last
        elif first <= last:
            runs.append((first, last))
    return UsableDays(tuple(runs))


def _given_at(decisions: Sequence[ConsentDecision], purpose: str, academic_year: int) -> datetime:
    """When the consent that stands for the year was given: saying yes again does not begin it anew."""
    given_at: datetime | None = None
    for each in decisions:
        if each.purpose != purpose or each.academic_year != academic_year:
            continue
        if each.decision is not Decision.GIVEN:
            given_at = None
        elif given_at is None:
            given_at = each.decided_at
    assert given_at is not None
    return given_at
