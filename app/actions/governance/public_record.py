"""What anybody may know of an institution's use of the service: nothing of any person."""

from datetime import date
from typing import NamedTuple

from app.access.vocabulary import Reach, SectionName
from app.actions.governance.public_governance import Governed, read_governed
from app.clock import Clock
from app.db.transaction import Transaction
from app.profiles.model import Profile
from app.store import institutions
from app.store.institutions import Institution
from app.store.snapshot import ProfileOf

PILOT = "A pilot: it is collected and shown, and counts nowhere"
REACHED = {
    Reach.NONE: "No student",
    Reach.SELF: "Themselves",
    Reach.TUTORSHIP: "Students whom they tutor",
    Reach.GRANT: "Students to whom access was granted for a time",
    Reach.TEACHING: "Students whom they teach",
    Reach.ASSIGNMENT: "Students whose case was handed over to them",
}


class PublicInstitution(NamedTuple):
    """An institution as everybody knows it."""

    institution: Institution
    governed: Governed
    today: date

    @property
    def profile(self) -> Profile:
        """With the institution's settings, as it counts now: what is not approved is not collected."""
        return self.governed.profile


async def public_institution(
    transaction: Transaction, profile_of: ProfileOf, code: str, clock: Clock
) -> PublicInstitution:
    """The institution with that code. Raises NotFound."""
    institution = await institutions.get_public(transaction, code)
    declared = profile_of(institution)
    today = declared.day(clock())
    return PublicInstitution(institution, await read_governed(transaction, code, declared, today), today)


def used_for(profile: Profile, source: str) -> list[str]:
    """What a source's data are used for, in words."""
    if not profile.sources[source].collected:
        return []
    if profile.sources[source].pilot:
        return [PILOT]
    scored = ["The daily engagement score"] if SectionName.ENGAGEMENT in profile.sections else []
    rules = profile.signals.rules.values() if profile.signals else ()
    noticed = [f"Noticing a change: {each.title}" for each in rules if source in each.sources]
    monitored = profile.visa_monitoring.rules if profile.visa_monitoring else ()
    visa = any(source in each.evidence for each in monitored)
    return [*scored, *noticed, *(["Evidence for the sponsor of a visa"] if visa else [])]
