"""The gate: every computation and every reading of consented data asks here first."""

from enum import StrEnum

from app.consent.ledger import ConsentState


class LegalBasis(StrEnum):
    """UK GDPR article 6(1), as far as learning analytics uses it."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTERESTS = "legitimate_interests"


def is_open(state: ConsentState) -> bool:
    """Whether data under this state may be computed, stored and read."""
    return state in (ConsentState.GIVEN, ConsentState.NOT_ASKED)
