"""Sections: what may be shown of a part of the record now, and why not where it may not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NoReturn

from app.actions.context import Here
from app.consent.gate import LegalBasis, is_open
from app.consent.ledger import ConsentDecision, consent_state
from app.errors import ConsentRequired, MarksHidden, NotCollected, OutOfScope
from app.ids import StudentId
from app.profiles.model import Profile, Section
from app.store.governance import consent
from app.store.record import exam_periods
from app.store.people import registrations


class SectionState(StrEnum):
    SHOWN = "shown"
    WITHHELD = "withheld"
    """The student has not consented."""
    HIDDEN = "hidden"
    """Nobody may see it now: an exam period."""
    NOT_COLLECTED = "not_collected"
    """The institution has no such source."""
    UNAVAILABLE = "unavailable"
    """The source is down."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a section stands for a student today."""

    section: Section
    state: SectionState
    purpose: str | None = None
    """Withheld: the purpose to consent to."""
    until: date | None = None
    """Hidden: the first day on which it is shown again."""


async def list_standings(here: Here, student_id: StudentId) -> dict[Section, Standing]:
    """Every section's standing, in name order. Raises OutOfScope for a student not covered."""
    covered = await registrations.list_for(here.session, [student_id], here.profile.levels)
    if not covered.get(student_id):
        raise OutOfScope(said_scope(here.profile))
    decisions = (await consent.list_for(here.session, [student_id]))[student_id]
    until = await exam_periods.hidden_until(here.session, here.institution.institution_id, here.today)
    return standings_of(here.profile, decisions, here.today, until)


def standings_of(
    profile: Profile, decisions: Sequence[ConsentDecision], today: date, hidden_until: date | None
) -> dict[Section, Standing]:
    """The same, of a student who is covered."""
    year = profile.academic_year(today)

    def standing(section: Section) -> Standing:
        if section not in profile.sections:
            return Standing(section, SectionState.NOT_COLLECTED)
        purpose = profile.purpose_of(section)
        asked = purpose is not None and profile.purposes[purpose].basis is LegalBasis.CONSENT
        if asked and purpose and not is_open(consent_state(decisions, purpose, year)):
            return Standing(section, SectionState.WITHHELD, purpose=purpose)
        if section is Section.GRADES and hidden_until is not None:
            return Standing(section, SectionState.HIDDEN, until=hidden_until)
        return Standing(section, SectionState.SHOWN)

    return {section: standing(section) for section in sorted(Section)}


async def open_section(here: Here, student_id: StudentId, section: Section) -> None:
    """Refuse with the section's own problem unless it may be shown now."""
    standing = (await list_standings(here, student_id))[section]
    if standing.state is not SectionState.SHOWN:
        _refuse(standing)


def _refuse(standing: Standing) -> NoReturn:
    if standing.state is SectionState.WITHHELD:
        raise ConsentRequired(
            f"{standing.section} is withheld: the student has not consented",
            purpose=standing.purpose,
        )
    if standing.state is SectionState.HIDDEN:
        raise MarksHidden(f"marks are shown again on {standing.until}", until=str(standing.until))
    raise NotCollected(f"this institution has no source of {standing.section}")


def said_scope(profile: Profile) -> str:
    covered = " and ".join(sorted(level.replace("_", " ") for level in profile.levels))
    return f"the service covers {covered} students only"
