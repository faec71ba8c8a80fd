"""Read consent: where every purpose stands for a student and academic year."""

from app.actions.context import Context
from app.consent.gate import LegalBasis
from app.consent.ledger import ConsentState, consent_state
from app.ids import StudentId
from app.store.governance import consent


async def list_states(context: Context, student_id: StudentId, academic_year: int) -> dict[str, ConsentState]:
    """By purpose, in name order; `not_asked` where it does not rest on consent."""
    decisions = (await consent.list_for(context.transaction, [student_id]))[student_id]
    current = context.profile.academic_year(context.today)
    return {
        name: consent_state(decisions, name, academic_year, current)
        if purpose.basis is LegalBasis.CONSENT
        else ConsentState.NOT_ASKED
        for name, purpose in sorted(context.profile.purposes.items())
    }
