"""A ladder: its rungs in order, who makes each, by which channels, how often, and how long to wait.

It is data of an institution's profile. Days are working days of the institution's calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.access.vocabulary import Role


class Channel(StrEnum):
    """How somebody tries to reach a student."""

    UNIVERSITY_EMAIL = "university_email"
    """A message to the address that the university gave the student."""
    PERSONAL_EMAIL = "personal_email"
    """A message to an address of the student's own."""
    TEAMS_MESSAGE = "teams_message"
    """A written message in Microsoft Teams."""
    TEAMS_CALL = "teams_call"
    """A call in Microsoft Teams."""
    PHONE = "phone"
    """A telephone call."""
    SMS = "sms"
    """A text message."""
    VISIT = "visit"
    """Somebody goes to where the student lives."""
    EMERGENCY_CONTACT = "emergency_contact"
    """The person whom the student named for emergencies, under the institution's policy for that."""


CALLS = frozenset({Channel.PHONE, Channel.TEAMS_CALL})
"""What a student who asks to be called can be reached by, whichever rung is on."""


class Residence(StrEnum):
    """Where the student lives, as the registration says."""

    ON_CAMPUS = "on_campus"
    """In a residence of the institution."""
    OFF_CAMPUS = "off_campus"
    """Elsewhere."""
    UNKNOWN = "unknown"
    """The record does not say."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder."""

    name: str
    title: str
    roles: tuple[Role, ...]
    """Who makes it, wherever the student lives; empty where that decides."""
    by_residence: Mapping[Residence, tuple[Role, ...]]
    """Who makes it, by where the student lives; empty where that does not matter."""
    channels: tuple[Channel, ...]
    least_attempts: int
    attempt_within: int
    """Working days for the first attempt, and for each further one that is still owed."""
    answer_within: int
    """Working days that the student has to answer the latest attempt."""
    go_on_within: int
    """Working days for going on to the next rung, once the student has not answered in time."""

    def roles_for(self, residence: Residence) -> tuple[Role, ...]:
        """Who makes it for a student who lives there."""
        return self.by_residence[residence] if self.by_residence else self.roles

    @property
    def is_emergency(self) -> bool:
        """Whether this is where the institution's emergency policy starts."""
        return Channel.EMERGENCY_CONTACT in self.channels


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, in order; at least one."""

    rungs: tuple[Rung, ...]
    declined_holds_days: int
    """Days for which no new case is opened after a student has declined support."""

    @property
    def first(self) -> Rung:
        return self.rungs[0]

    def rung(self, name: str) -> Rung:
        """The rung of that name; the first one instead of one that the ladder does not have any more."""
        return next((each for each in self.rungs if each.name == name), self.first)

    def after(self, name: str) -> Rung | None:
        """The next rung; None after the last one."""
        at = self.rungs.index(self.rung(name)) + 1
        return self.rungs[at] if at < len(self.rungs) else None
