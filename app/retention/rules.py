"""Rules of retention: from when on a kind of data is kept, for how long, and what becomes of it then."""

from dataclasses import dataclass
from enum import StrEnum

MOST_MONTHS = 72
"""Six years: no longer than that after the end of a student's relationship with the institution."""


class Category(StrEnum):
    """A kind of data."""

    IDENTITY = "identity"
    """Who the student is, and what they study. With it, everything else of the student goes."""
    CONTACT = "contact"
    """How the student is reached."""
    ACTIVITY = "activity"
    """What was done in learning systems, and what was made of it: amounts, scores, signals, reviews."""
    WAITING = "waiting"
    """What was done by somebody whom the roster does not know yet. Nobody may ever claim it."""
    ATTENDANCE = "attendance"
    """Attendance, exempted days and circumstances."""
    GRADES = "grades"
    """Marks, and the modules that they belong to."""
    SUPPORT = "support"
    """Meetings, notes, objectives, remarks, referrals, offers and messages."""
    COHORTS = "cohorts"
    """Who is in a saved cohort of staff, and who joined and left."""
    CASES = "cases"
    """Cases in which a student was looked for."""
    EXPECTATIONS = "expectations"
    """What staff did when they had seen an expectation, and what they had seen."""
    STATISTICS = "statistics"
    """What is kept for figures about groups alone, and no role can read."""
    VISA = "visa"
    """Decisions about the attendance of sponsored students."""
    CONSENT = "consent"
    """What the student agreed to and refused."""
    REQUESTS = "requests"
    """What the student asked of their data, and challenged."""
    LOOKS = "looks"
    """Who looked at the student."""
    CHANGES = "changes"
    """What was changed in the service, and by whom."""
    STAFF = "staff"
    """Grants, trainings and memberships of staff."""


class Trigger(StrEnum):
    """From when on the period runs."""

    RECORD = "record"
    """The day that the record is about, or on which it was made."""
    CLOSING = "closing"
    """The day on which it was closed, answered or ended; what is open is kept."""
    YEAR_END = "year_end"
    """The end of the academic year that the record's day is in."""
    RELATIONSHIP_END = "relationship_end"
    """The end of the student's last registration."""


class Action(StrEnum):
    """What becomes of it."""

    DELETE = "delete"
    """It is deleted."""
    ANONYMISE = "anonymise"
    """Daily amounts go on under a random id that nothing leads to; everything else is deleted."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a category is kept."""

    trigger: Trigger
    months: int
    action: Action = Action.DELETE

    def lasts_at_most_as(self, other: "Rule") -> bool:
        """Whether nothing of one student can outlast the other's."""
        return self.months <= other.months and _ORDER.index(self.trigger) <= _ORDER.index(other.trigger)


_ORDER = (Trigger.RECORD, Trigger.CLOSING, Trigger.YEAR_END, Trigger.RELATIONSHIP_END)
