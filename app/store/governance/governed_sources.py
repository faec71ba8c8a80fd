"""Governed sources: what was approved, how long it stands, and when it was reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.db.transaction import Transaction
from app.store.governance import reviews, source_proposals
from app.store.governance.reviews import Review
from app.store.governance.source_proposals import Proposal, ProposalState

_REVIEWED = {ProposalState.ACTIVE, ProposalState.SUSPENDED}


@dataclass(frozen=True, slots=True)
class GovernedSource:
    """A proposal of a source with its reviews."""

    proposal: Proposal
    reviews: Sequence[Review]
    """The latest first."""

    @property
    def source(self) -> str:
        return self.proposal.proposed.source

    @property
    def due_on(self) -> date | None:
        """The day by which the next review is due; None where nothing is left to review."""
        if self.proposal.state not in _REVIEWED:
            return None
        return self.reviews[0].next_review_by if self.reviews else self.proposal.review_by


async def list_governed_sources(transaction: Transaction) -> list[GovernedSource]:
    """Every proposal of the institution that acts, the latest first, with its reviews."""
    return governed_sources(await source_proposals.list_all(transaction), await reviews.list_all(transaction))


def governed_sources(proposals: Sequence[Proposal], found: Sequence[Review]) -> list[GovernedSource]:
    return [
        GovernedSource(each, [one for one in found if one.proposal_id == each.proposal_id])
        for each in proposals
    ]
