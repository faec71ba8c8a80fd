"""Read consent: where every purpose stands for a student and academic year."""

from app.consent.gate import LegalBasis
from app.consent.ledger import ConsentState, consent_state
from app.ids import StudentId
from app.profiles.model import Profile
from app.store.governance import consent
from app.db.session import Session


async def list_states(
    session: Session, profile: Profile, student_id: StudentId, academic_year: int
) -> dict[str, ConsentState]:
    """By purpose, in name order; `not_asked` where it does not rest on consent."""
    decisions = (await consent.list_for(session, [student_id]))[student_id]
    return {
        name: consent_state(decisions, name, academic_year)
        if purpose.basis is LegalBasis.CONSENT
        else ConsentState.NOT_ASKED
        for name, purpose in sorted(profile.purposes.items())
    }
