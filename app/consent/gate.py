"""The gate: every computation and every reading of consented data asks here first."""

from enum import StrEnum

from app.consent.ledger import ConsentState


class LegalBasis(StrEnum):
    """UK GDPR article 6(1), as far as learning analytics uses it."""

    CONSENT = "consent"
    """Article 6(1)(a): the student is asked, and may refuse."""
    PUBLIC_TASK = "public_task"
    """Article 6(1)(e): the institution's task in the public interest."""
    LEGAL_OBLIGATION = "legal_obligation"
    """Article 6(1)(c): a law asks the institution to."""
    LEGITIMATE_INTERESTS = "legitimate_interests"
    """Article 6(1)(f): interests that the student's own do not override."""


def is_open(state: ConsentState) -> bool:
    """Whether data under this state may be computed, stored and read."""
    return state in (ConsentState.GIVEN, ConsentState.NOT_ASKED)
