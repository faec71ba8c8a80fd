"""Governance for everybody: each source that a board approves, the reviews of all, and known inaccuracies.

Whoever approved is named by the board, and whoever answers by the profile's responsibilities.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.actions.governance.reviews import service_review_due
from app.db.transaction import Transaction
from app.profiles.governed import governed
from app.profiles.model import Profile
from app.profiles.rights import Responsibility
from app.profiles.source_governance import SourceGovernanceEntry, SourceKind
from app.store.governance import public_governance
from app.store.governance.public_governance import PublicInaccuracy, PublicServiceReview, PublicSource
from app.store.governance.source_proposals import ProposalState

_HELD = {ProposalState.ACTIVE, ProposalState.SUSPENDED, ProposalState.RETIRED}
"""Of such a source there may be data."""


class ReviewStanding(StrEnum):
    """Where the next review of something stands."""

    UP_TO_DATE = "up_to_date"
    """The day by which it is due has not passed."""
    OVERDUE = "overdue"
    """That day has passed, and nobody has put a review on record."""
    NOT_NEEDED = "not_needed"
    """There is nothing to review: it is not approved, or not any more."""


@dataclass(frozen=True, slots=True)
class GovernedSource:
    """A source that counts only while the board's approval stands."""

    source: str
    title: str
    kind: SourceKind
    state: ProposalState | None
    """None: nobody has proposed it."""
    counts: bool
    what: str | None
    """None: it is not approved, and so on."""
    why: str | None
    whose_data: str | None
    retention: str | None
    approved_by: str | None
    """The board."""
    approved_on: date | None
    responsible: str | None
    """Who answers for it; None: nobody in particular."""
    contact: str | None
    reviewed_on: date | None
    review_due_on: date | None
    review: ReviewStanding


@dataclass(frozen=True, slots=True)
class ServiceReview:
    """The review of the service as a whole."""

    reviewed_on: date | None
    review_due_on: date | None
    review: ReviewStanding


@dataclass(frozen=True, slots=True)
class Governance:
    board: str
    review_every_days: int
    service: ServiceReview
    sources: Sequence[GovernedSource]
    """By name."""


@dataclass(frozen=True, slots=True)
class Governed:
    """What is under governance, with the profile as it counts for it."""

    profile: Profile
    """A source whose approval does not stand is not collected."""
    held: frozenset[str]
    """Sources of which there may be data, whether they count now or not."""
    governance: Governance | None
    """None: nobody has to approve a source."""
    inaccuracies: Sequence[PublicInaccuracy]


async def read_governed(transaction: Transaction, code: str, declared: Profile, today: date) -> Governed:
    """Of an institution that there is; the profile is the one as it is written and set."""
    inaccuracies = await public_governance.list_inaccuracies(transaction, code)
    entry = declared.source_governance
    if entry is None:
        return Governed(declared, declared.accepted, None, inaccuracies)
    found = {each.source: each for each in await public_governance.list_sources(transaction, code)}
    standing = frozenset(name for name, each in found.items() if each.state is ProposalState.ACTIVE)
    profile = governed(declared, standing)
    review = await public_governance.read_service_review(transaction, code)
    governance = Governance(
        entry.board,
        entry.review_every_days,
        _service(declared, entry, review, today),
        list(_sources(declared, profile, entry, found, today)),
    )
    held = frozenset(name for name in declared.accepted if name in found and found[name].state in _HELD)
    return Governed(profile, held | profile.accepted, governance, inaccuracies)


def _service(
    profile: Profile, entry: SourceGovernanceEntry, review: PublicServiceReview, today: date
) -> ServiceReview:
    began_on = None if review.began_at is None else profile.day(review.began_at)
    due_on = service_review_due(entry, review.next_review_by, began_on)
    return ServiceReview(review.reviewed_on, due_on, _review_standing(due_on, today))


def _review_standing(due_on: date | None, today: date) -> ReviewStanding:
    if due_on is None:
        return ReviewStanding.NOT_NEEDED
    return ReviewStanding.OVERDUE if due_on < today else ReviewStanding.UP_TO_DATE


def _sources(
    declared: Profile,
    profile: Profile,
    entry: SourceGovernanceEntry,
    found: Mapping[str, PublicSource],
    today: date,
) -> Iterator[GovernedSource]:
    """The profile's, and those that were approved besides. What is only proposed is nobody's source yet."""
    titles = {name: each.title for name, each in found.items() if each.state in _HELD}
    titles |= {name: declared.source_titles[name] for name in declared.governed_sources}
    for name, title in sorted(titles.items()):
        each, answers = found.get(name), _responsible(declared, name)
        due_on = each.review_due_on if each else None
        approved_on = each.approved_on if each else None
        yield GovernedSource(
            name,
            title,
            each.kind if each else entry.kinds[name],
            each.state if each else None,
            name in profile.collected or name in profile.sections,
            each.what if each else None,
            each.why if each else None,
            each.whose_data if each else None,
            each.retention if each else None,
            entry.board if approved_on else None,
            approved_on,
            answers.responsible if answers else None,
            answers.contact if answers else None,
            each.reviewed_on if each else None,
            due_on,
            _review_standing(due_on, today),
        )


def _responsible(profile: Profile, source: str) -> Responsibility | None:
    found = (each for each in profile.responsibilities if each.sources == "all" or source in each.sources)
    return next(found, None)
