"""Findings: what a rule can say of a student, and why days can count for neither side."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Verdict(StrEnum):
    """What a rule says of a student's days."""

    FALL = "fall"
    """The teaching week lies far below the student's own earlier ones."""
    STOPPED = "stopped"
    """Nothing from any counting source, for as many teaching days as the rule says."""
    LOW_ATTENDANCE = "low_attendance"
    """Attended less than the share that the rule says."""
    MISSED_SESSIONS = "missed_sessions"
    """Absent from as many sessions in a row as the rule says."""
    LOWER_BAND = "lower_band"
    """The indicator is in a lower band than a teaching week before."""
    NO_CHANGE = "no_change"
    """Nothing that the rule looks for."""
    TOO_LITTLE_HISTORY = "too_little_history"
    """Too few own days that count to say anything."""
    SOURCE_MISSING = "source_missing"
    """A source was down, or has not delivered: nothing is said until it has."""
    EXCLUDED = "excluded"
    """The days to judge do not count for this student; the evidence says why."""

    @property
    def raises(self) -> bool:
        """Whether it is a signal."""
        return self in _RAISING


_RAISING = frozenset(
    {
        Verdict.FALL, Verdict.STOPPED, Verdict.LOW_ATTENDANCE, Verdict.MISSED_SESSIONS, Verdict.LOWER_BAND,
    }
)  # fmt: skip
VERDICTS = tuple(Verdict)
"""Arrays of verdicts hold places in this."""
Verdicts = NDArray[np.int8]
Flags = NDArray[np.bool_]


def code(verdict: Verdict) -> int:
    return VERDICTS.index(verdict)


class Exclusion(StrEnum):
    """Why a day counts for neither side; the gravest last."""

    VACATION = "vacation"
    """Nothing is taught in that week."""
    CLOSED = "closed"
    """The institution was closed, or the term had not begun or was over."""
    SOURCE_NOT_COMPLETE = "source_not_complete"
    """A source that the rule counts has not delivered everything of that day yet."""
    OUTAGE = "outage"
    """A source that the rule counts was down."""
    AUTHORISED_ABSENCE = "authorised_absence"
    """The student was allowed to miss every session of the day."""
    CIRCUMSTANCES = "extenuating_circumstances"
    """The student record system has approved extenuating circumstances."""
    SUSPENDED = "suspended"
    """The day lies between two registrations: studies were interrupted."""
    YEAR_ABROAD = "year_abroad"
    """The student is registered for study abroad."""
    PLACEMENT = "placement"
    """The student is registered for a placement."""
    EXEMPTION = "exemption"
    """Staff in charge of the student have exempted these days."""
    NO_BASIS = "no_basis"
    """The data of that day may not be used: the student has not consented."""
    NOT_REGISTERED = "not_registered"
    """Not registered at a level that the service covers."""


EXCLUSIONS = tuple(Exclusion)
"""Grids of exclusions hold 0 for a day that counts, or 1 + its place in this; later ones hide others."""
COUNTS = 0
MISSING = frozenset({Exclusion.SOURCE_NOT_COMPLETE, Exclusion.OUTAGE})


def mark(exclusion: Exclusion) -> int:
    return EXCLUSIONS.index(exclusion) + 1


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule says of many students; arrays [row]."""

    verdicts: Verdicts
    inside: Flags
    """Whether the days lie inside the range again: an open signal is over."""

    @property
    def raised(self) -> NDArray[np.intp]:
        """The rows that are signals."""
        listed = [code(each) for each in _RAISING]
        return np.flatnonzero(np.isin(self.verdicts, listed))

    @property
    def speaks(self) -> Flags:
        """Where there is enough to say anything."""
        listed = [code(each) for each in (*_RAISING, Verdict.NO_CHANGE)]
        return np.isin(self.verdicts, listed)

    def verdict(self, row: int) -> Verdict:
        return VERDICTS[int(self.verdicts[row])]


class SignalStatus(StrEnum):
    """Where a signal stands."""

    OPEN = "open"
    """The student's days have not been inside the range since, and nobody has settled it."""
    CLOSED = "closed"
    """It is over."""


class Closing(StrEnum):
    """Why a signal was closed."""

    RECOVERED = "recovered"
    """The student's days are inside the range again."""
    DATA_CHANGED = "data_changed"
    """Data that came later, or were corrected, leave nothing of it."""
    REPEATED = "repeated"
    """A new one took its place, as the student had not recovered for a while."""
    EXCLUDED = "excluded"
    """The days do not count for the student: an exemption, a placement, no basis."""
    JUDGED = "judged"
    """Its reader found it explained, or its data wrong."""


class Judgement(StrEnum):
    """How its reader judges a signal."""

    CONCERN = "concern"
    """Something is the matter."""
    EXPLAINED = "explained"
    """There is a reason for it."""
    WRONG_DATA = "wrong_data"
    """The figures are wrong."""
