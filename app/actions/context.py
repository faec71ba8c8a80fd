"""Here: where and when an action happens."""

from dataclasses import dataclass
from datetime import date, datetime

from app.profiles.model import Profile
from app.store.institutions import Institution
from app.db.session import Session


@dataclass(frozen=True, slots=True)
class Here:
    """A transaction on somebody's behalf, the institution with its profile, and the moment."""

    session: Session
    institution: Institution
    profile: Profile
    now: datetime

    @property
    def today(self) -> date:
        """The institution's calendar day."""
        return self.profile.day(self.now)
