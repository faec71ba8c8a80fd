"""Governance for everybody: sources that a board approves, reviews, and what is known to be wrong."""

from datetime import date, datetime

from app.access.vocabulary import SectionName
from app.actions.governance.public_governance import (
    Governance,
    Governed,
    GovernedSource,
    ReviewStanding,
    ServiceReview,
)
from app.profiles.source_governance import SourceKind
from app.schemas.base import Out, shown_as
from app.store.governance.public_governance import PublicInaccuracy
from app.store.governance.source_proposals import ProposalState

_SOURCE = {
    "source": "library",
    "title": "Library",
    "kind": "library",
    "state": "active",
    "counts": True,
    "what": "That a student borrowed or returned something, and when; never what.",
    "why": "Borrowing shows engagement that the virtual learning environment does not see.",
    "whose_data": "Students at the levels of study that the service covers.",
    "retention": "The academic year and the one after it.",
    "approved_by": "The LeAP Board",
    "approved_on": "2025-11-20",
    "responsible": "IT",
    "contact": "The IT Service Desk",
    "reviewed_on": None,
    "review_due_on": "2026-11-20",
    "review": "up_to_date",
}
_SERVICE = {"reviewed_on": "2025-08-01", "review_due_on": "2026-08-01", "review": "up_to_date"}
GOVERNANCE = {
    "board": "The LeAP Board",
    "review_every_days": 365,
    "service": _SERVICE,
    "sources": [_SOURCE],
}
INACCURACY = {
    "section": "attendance",
    "source": None,
    "first_day": "2025-10-06",
    "last_day": None,
    "words": "Some lecture theatres recorded nobody in the week of 6 October.",
    "known_since": "2025-10-13T09:30:00Z",
}


class PublicGovernedSourceOut(Out):
    source: str
    """The source's name in the service."""
    title: str
    """What people call it."""
    kind: SourceKind
    """What it is about."""
    state: ProposalState | None
    """Where its proposal stands; null: nobody has proposed it."""
    counts: bool
    """Whether it counts now. Only an approved source does."""
    what: str | None
    """What is collected; null: it was not approved."""
    why: str | None
    """What it is needed for; null: it was not approved."""
    whose_data: str | None
    """Whom the data are about; null: it was not approved."""
    retention: str | None
    """How long they are kept; null: it was not approved."""
    approved_by: str | None
    """The body that approved it; null: it was not approved."""
    approved_on: date | None
    """When it was approved; null: it was not."""
    responsible: str | None
    """The person or group who answers for it, as the responsibilities say; null: nobody in particular."""
    contact: str | None
    """Whom to ask about it."""
    reviewed_on: date | None
    """The day of its latest review; null: it has not been reviewed since it was approved."""
    review_due_on: date | None
    """The day by which its next review is due; null: nothing is left to review."""
    review: ReviewStanding
    """Whether that review is overdue."""


class PublicServiceReviewOut(Out):
    reviewed_on: date | None
    """The day of the latest review of the service as a whole; null: it has not been reviewed here."""
    review_due_on: date | None
    """The day by which the next is due; null: the service has no source yet."""
    review: ReviewStanding
    """Whether it is overdue."""


class PublicGovernanceOut(Out):
    model_config = shown_as(GOVERNANCE)

    board: str
    """The body that approves sources."""
    review_every_days: int
    """Days from an approval or a review to the next review, at most."""
    service: PublicServiceReviewOut
    """The review of the service as a whole."""
    sources: list[PublicGovernedSourceOut]
    """By name: the institution's sources, registers among them, and what else was approved."""


class PublicInaccuracyOut(Out):
    model_config = shown_as(INACCURACY)

    section: SectionName
    """The part of students' records that it is about."""
    source: str | None
    """The source that it is about; null: the part as a whole."""
    first_day: date
    """The first day whose data are wrong."""
    last_day: date | None
    """The last of them; null: until further notice."""
    words: str
    """What is wrong."""
    known_since: datetime
    """Since when it is known."""


def public_governance_out(governed: Governed) -> PublicGovernanceOut | None:
    found: Governance | None = governed.governance
    if found is None:
        return None
    return PublicGovernanceOut(
        board=found.board,
        review_every_days=found.review_every_days,
        service=_service_out(found.service),
        sources=[_source_out(each) for each in found.sources],
    )


def public_inaccuracies_out(governed: Governed) -> list[PublicInaccuracyOut]:
    return [_inaccuracy_out(each) for each in governed.inaccuracies]


def _source_out(each: GovernedSource) -> PublicGovernedSourceOut:
    return PublicGovernedSourceOut(
        **{name: getattr(each, name) for name in PublicGovernedSourceOut.model_fields}
    )


def _service_out(each: ServiceReview) -> PublicServiceReviewOut:
    return PublicServiceReviewOut(
        **{name: getattr(each, name) for name in PublicServiceReviewOut.model_fields}
    )


def _inaccuracy_out(each: PublicInaccuracy) -> PublicInaccuracyOut:
    return PublicInaccuracyOut(**{name: getattr(each, name) for name in PublicInaccuracyOut.model_fields})
