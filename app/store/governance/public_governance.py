"""What anybody may read of governance, on nobody's behalf: sources, reviews, known inaccuracies."""

from dataclasses import dataclass
from datetime import date, datetime

from app.access.vocabulary import SectionName
from app.db.query import query
from app.db.transaction import Transaction
from app.profiles.source_governance import SourceKind
from app.store.governance.source_proposals import ProposalState


@dataclass(frozen=True, slots=True)
class PublicSource:
    """Where the latest proposal of a source stands; what it says, once the board has approved it."""

    source: str
    title: str
    kind: SourceKind
    state: ProposalState
    proposed_at: datetime
    what: str | None
    why: str | None
    whose_data: str | None
    retention: str | None
    approved_on: date | None
    reviewed_on: date | None
    """The day of its latest review."""
    review_due_on: date | None
    """None: nothing is left to review."""


@dataclass(frozen=True, slots=True)
class PublicServiceReview:
    """The latest review of the service."""

    reviewed_on: date | None
    next_review_by: date | None
    began_at: datetime | None
    """When the first source was proposed; None: none was."""


@dataclass(frozen=True, slots=True)
class PublicInaccuracy:
    section: SectionName
    source: str | None
    """None: the section as a whole."""
    first_day: date
    last_day: date | None
    """None: until further notice."""
    words: str
    known_since: datetime


def _source(source: str, title: str, kind: str, state: str, *rest: object) -> PublicSource:
    return PublicSource(source, title, SourceKind(kind), ProposalState(state), *rest)  # type: ignore[arg-type]


def _inaccuracy(section: str, *rest: object) -> PublicInaccuracy:
    return PublicInaccuracy(SectionName(section), *rest)  # type: ignore[arg-type]


_SOURCES = query("select * from attune_public_sources(:code)", _source)
_REVIEW = query("select * from attune_public_service_review(:code)", PublicServiceReview)
_INACCURACIES = query("select * from attune_public_inaccuracies(:code)", _inaccuracy)


async def list_sources(transaction: Transaction, code: str) -> list[PublicSource]:
    """One for each source that was proposed, by name; one that is over only where there is no other."""
    return await transaction.fetch(_SOURCES, code=code)


async def read_service_review(transaction: Transaction, code: str) -> PublicServiceReview:
    """Of an institution that there is."""
    return await transaction.fetch_one(_REVIEW, code=code)


async def list_inaccuracies(transaction: Transaction, code: str) -> list[PublicInaccuracy]:
    """Those that are open, by their first day."""
    return await transaction.fetch(_INACCURACIES, code=code)
