"""Reviews: what is due of the sources and of the service, and what a review found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.governance.source_proposals import (
    ConsultedProposal,
    governance_of,
    is_overdue,
    next_review,
    read_proposal,
)
from app.errors import Conflict, Fault, Forbidden, InvalidInput
from app.ids import ProposalId
from app.profiles.source_governance import SourceGovernanceEntry
from app.store.governance import reviews, source_proposals
from app.store.governance.governed_sources import GovernedSource, governed_sources
from app.store.governance.reviews import Review
from app.store.governance.source_proposals import ProposalState


@dataclass(frozen=True, slots=True)
class DueReview:
    """A source, or the service, with the day by which its next review is due."""

    governed: GovernedSource | None
    """None: the service."""
    due_on: date
    overdue: bool
    latest: Review | None


async def list_due(context: Context, due_before: date | None) -> list[DueReview]:
    """What is due, on any day or before that one, soonest first; the service first of one day."""
    proposals = await source_proposals.list_all(context.transaction)
    found = await reviews.list_all(context.transaction)
    service = [each for each in found if each.proposal_id is None]
    governed = governed_sources(proposals, found)
    due = [
        DueReview(each, each.due_on, is_overdue(context, each.due_on), next(iter(each.reviews), None))
        for each in governed
        if each.due_on is not None
    ]
    service_due = _service_due(context, governed, service)
    if service_due is not None:
        overdue = is_overdue(context, service_due)
        due.append(DueReview(None, service_due, overdue, next(iter(service), None)))
    due.sort(key=lambda each: (each.due_on, "" if each.governed is None else each.governed.source))
    return [each for each in due if due_before is None or each.due_on < due_before]


def _service_due(
    context: Context, governed: Sequence[GovernedSource], found: Sequence[Review]
) -> date | None:
    latest = found[0].next_review_by if found else None
    began = min((context.profile.day(each.proposal.proposed_at) for each in governed), default=None)
    return service_review_due(governance_of(context), latest, began)


def service_review_due(
    governance: SourceGovernanceEntry, next_review_by: date | None, began_on: date | None
) -> date | None:
    """As the latest review says; before any, the institution's days after its first source came."""
    if next_review_by is not None or began_on is None:
        return next_review_by
    return began_on + timedelta(days=governance.review_every_days)


async def review_source(
    context: StaffContext,
    proposal_id: ProposalId,
    reviewed_on: date,
    found: str,
    next_review_by: date | None,
) -> ConsultedProposal:
    """Put a review of a source on record.

    Raises NotFound, Forbidden for its proposer, Conflict for a source that is neither active nor suspended,
    and InvalidInput for days that cannot be.
    """
    before = await source_proposals.lock(context.transaction, proposal_id)
    if before.state not in {ProposalState.ACTIVE, ProposalState.SUSPENDED}:
        raise Conflict(f"this source is {before.state}: there is nothing to review")
    if before.proposed_by is not None and before.proposed_by.staff_id == context.staff_id:
        raise Forbidden("you proposed this source: another person must review it")
    due = await _record(context, proposal_id, reviewed_on, found, next_review_by)
    await audit_change(
        context, "source reviewed", f"source_proposal/{proposal_id}", after={"next_review_by": str(due)}
    )
    return await read_proposal(context, proposal_id)


async def review_service(
    context: StaffContext, reviewed_on: date, found: str, next_review_by: date | None
) -> list[DueReview]:
    """Put a review of the service on record; returns everything that is due. Raises InvalidInput."""
    governance_of(context)
    due = await _record(context, None, reviewed_on, found, next_review_by)
    await audit_change(context, "service reviewed", "service", after={"next_review_by": str(due)})
    return await list_due(context, None)


async def _record(
    context: StaffContext, of: ProposalId | None, reviewed_on: date, found: str, following: date | None
) -> date:
    if reviewed_on > context.today:
        raise InvalidInput(
            "see `errors`",
            faults=[Fault("/body/reviewed_on", "must be today or earlier: record what was held")],
        )
    due = next_review(context, following, "/body/next_review_by")
    await reviews.add(context.transaction, of, context.staff_id, context.now, reviewed_on, found, due)
    return due
