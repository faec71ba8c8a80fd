"""Source proposals: a source is proposed, talked over and approved before a single record of it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.actions.activity.record_outage import rescore
from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change, audit_work
from app.db.identity import elevated
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotCollected
from app.ids import ProposalId
from app.profiles.source_governance import REFUSED_KINDS, SourceGovernanceEntry
from app.store import institutions
from app.store.governance import reviews, source_proposals
from app.store.governance.governed_sources import GovernedSource, governed_sources, list_governed_sources
from app.store.governance.source_proposals import Consultation, ProposalState, Proposed


@dataclass(frozen=True, slots=True)
class ConsultedProposal:
    """A proposal with all that was said and found about it."""

    governed: GovernedSource
    consultations: Sequence[Consultation]
    """The earliest first."""
    overdue: bool
    """Whether its review is."""


def is_overdue(context: Context, due_on: date | None) -> bool:
    return due_on is not None and due_on < context.today


def governance_of(context: Context) -> SourceGovernanceEntry:
    """Raises NotCollected where the institution's sources are not governed here."""
    found = context.institution.declared.source_governance
    if found is None:
        raise NotCollected("this institution's sources are not governed here")
    return found


async def list_proposals(context: Context, state: ProposalState | None) -> list[ConsultedProposal]:
    """Those that stand so, the latest first."""
    said = await source_proposals.list_consultations(context.transaction)
    return [
        ConsultedProposal(
            each,
            [one for one in said if one.proposal_id == each.proposal.proposal_id],
            is_overdue(context, each.due_on),
        )
        for each in await list_governed_sources(context.transaction)
        if state in {None, each.proposal.state}
    ]


async def read_proposal(context: Context, proposal_id: ProposalId) -> ConsultedProposal:
    """Raises NotFound."""
    found = await source_proposals.get(context.transaction, proposal_id)
    said = await source_proposals.list_consultations(context.transaction)
    (governed,) = governed_sources([found], await reviews.list_all(context.transaction))
    mine = [each for each in said if each.proposal_id == proposal_id]
    return ConsultedProposal(governed, mine, is_overdue(context, governed.due_on))


async def lock_proposal(context: Context, proposal_id: ProposalId) -> ConsultedProposal:
    """The proposal, which nobody else changes until the transaction ends. Raises NotFound."""
    await source_proposals.lock(context.transaction, proposal_id)
    return await read_proposal(context, proposal_id)


async def propose_source(context: StaffContext, proposed: Proposed) -> ConsultedProposal:
    """Raises InvalidInput for a kind that no board can approve, Conflict for a source that stands already."""
    if proposed.kind in REFUSED_KINDS:
        rule = f"is refused, whoever would approve it: {REFUSED_KINDS[proposed.kind]}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/kind", rule)])
    proposal_id = await source_proposals.add(
        context.transaction, proposed, context.now, proposed_by=context.staff_id
    )
    if proposal_id is None:
        raise Conflict("this source is proposed, active or suspended already: read `/v1/source-proposals`")
    await _raise_version(context)
    return await _audited(context, "source proposed", proposal_id)


async def record_consultation(
    context: StaffContext, proposal_id: ProposalId, consulted: str, consulted_on: date, said: str
) -> ConsultedProposal:
    """Raises NotFound, Conflict for a proposal that was decided on, InvalidInput for a day to come."""
    before = await source_proposals.lock(context.transaction, proposal_id)
    if before.state is not ProposalState.PROPOSED:
        raise Conflict("this proposal was decided on already: what is said now belongs in a review")
    if consulted_on > context.today:
        raise InvalidInput(
            "see `errors`",
            faults=[Fault("/body/consulted_on", "must be today or earlier: record what was held")],
        )
    await source_proposals.add_consultation(
        context.transaction, proposal_id, consulted, consulted_on, said, context.staff_id, context.now
    )
    return await _audited(context, "source consulted on", proposal_id, before.state)


async def decide_proposal(
    context: StaffContext, proposal_id: ProposalId, *, approved: bool, reason: str, review_by: date | None
) -> ConsultedProposal:
    """Approve it, so that it counts from now on, or refuse it.

    Raises NotFound, Forbidden for its proposer, Conflict for what was decided on or talked over with nobody,
    InvalidInput for a review that is no day ahead, or later than the institution's rule.
    """
    before = await source_proposals.lock(context.transaction, proposal_id)
    if before.state is not ProposalState.PROPOSED:
        raise Conflict("this proposal was decided on already: read it again")
    if before.proposed_by is not None and before.proposed_by.staff_id == context.staff_id:
        raise Forbidden("you proposed this source: another person must decide on it")
    if approved:
        said = await source_proposals.list_consultations(context.transaction)
        if all(each.proposal_id != proposal_id for each in said):
            raise Conflict("nobody was consulted on this source yet: record a consultation first")
    state = ProposalState.ACTIVE if approved else ProposalState.REFUSED
    due = next_review(context, review_by) if approved else None
    await source_proposals.decide(
        context.transaction, proposal_id, state, context.staff_id, context.today, reason, due
    )
    await _now_counts_otherwise(context)
    action = "source approved" if approved else "source refused"
    return await _audited(context, action, proposal_id, before.state)


def next_review(context: Context, review_by: date | None, field: str = "/body/review_by") -> date:
    """By when the next review is due: as asked in that field, within the institution's rule.

    Raises InvalidInput.
    """
    latest = context.today + timedelta(days=governance_of(context).review_every_days)
    if review_by is None:
        return latest
    if not context.today < review_by <= latest:
        rule = f"must be from {context.today + timedelta(days=1)} to {latest}"
        raise InvalidInput("see `errors`", faults=[Fault(field, rule)])
    return review_by


async def suspend_source(context: StaffContext, proposal_id: ProposalId, reason: str) -> ConsultedProposal:
    """Nothing of it counts until it is resumed. Raises NotFound, Conflict for one that is not active."""
    return await _move(context, proposal_id, {ProposalState.ACTIVE}, ProposalState.SUSPENDED, reason)


async def resume_source(context: StaffContext, proposal_id: ProposalId, reason: str) -> ConsultedProposal:
    """It counts again. Raises NotFound, Conflict for one that is not suspended."""
    return await _move(context, proposal_id, {ProposalState.SUSPENDED}, ProposalState.ACTIVE, reason)


async def retire_source(context: StaffContext, proposal_id: ProposalId, reason: str) -> ConsultedProposal:
    """Nothing of it counts any more. Raises NotFound, Conflict for one that never counted, or no more."""
    standing = {ProposalState.ACTIVE, ProposalState.SUSPENDED}
    return await _move(context, proposal_id, standing, ProposalState.RETIRED, reason)


_ACTIONS = {
    ProposalState.SUSPENDED: "source suspended",
    ProposalState.ACTIVE: "source resumed",
    ProposalState.RETIRED: "source retired",
}


async def _move(
    context: StaffContext, proposal_id: ProposalId, of: set[ProposalState], to: ProposalState, reason: str
) -> ConsultedProposal:
    before = await source_proposals.lock(context.transaction, proposal_id)
    if before.state not in of:
        raise Conflict(
            f"this source is {before.state}: only one that is {' or '.join(sorted(of))} can be this"
        )
    if before.proposed_by is not None and before.proposed_by.staff_id == context.staff_id:
        raise Forbidden("you proposed this source: another person must decide on it")
    ends = to is not ProposalState.ACTIVE
    await source_proposals.end(
        context.transaction,
        proposal_id,
        to,
        context.staff_id if ends else None,
        context.now if ends else None,
        reason if ends else None,
    )
    await _now_counts_otherwise(context)
    return await _audited(context, _ACTIONS[to], proposal_id, before.state)


async def _raise_version(context: Context) -> None:
    async with elevated(context.transaction):
        await institutions.raise_version(context.transaction)


async def _now_counts_otherwise(context: Context) -> None:
    """What is computed from sources is computed anew: the institution's row first, and then the students'."""
    await _raise_version(context)
    years = context.institution.scored_years
    if years:
        await rescore(context, years[min(years)].first, context.today)


async def _audited(
    context: StaffContext, action: str, proposal_id: ProposalId, before: ProposalState | None = None
) -> ConsultedProposal:
    """The proposal as it is now, after the change is put on record."""
    after = await read_proposal(context, proposal_id)
    await audit_change(
        context,
        action,
        f"source_proposal/{proposal_id}",
        before=None if before is None else {"state": before},
        after=_facts(after),
    )
    return after


def _facts(found: ConsultedProposal) -> dict[str, Any]:
    proposal = found.governed.proposal
    return {
        "source": proposal.proposed.source,
        "kind": proposal.proposed.kind,
        "state": proposal.state,
        "consultations": len(found.consultations),
        "review_by": None if proposal.review_by is None else str(proposal.review_by),
    }


async def record_earlier_approvals(context: Context, approved_on: date, minutes: str) -> list[str]:
    """Put on record that the profile's own sources were approved before the service was there.

    `minutes`: where that is on record. Returns the sources that had no proposal, by name. Their first review
    is due after the profile's days from today on.
    """
    governance, profile = governance_of(context), context.institution.declared
    recorded = []
    for name in sorted(profile.governed_sources):
        proposed = Proposed(
            name, profile.source_titles[name], governance.kinds[name], _WHAT, _WHY, _WHOSE, _KEPT
        )
        added = await source_proposals.add(
            context.transaction,
            proposed,
            context.now,
            proposed_by=None,
            approved_on=approved_on,
            earlier=minutes,
            review_by=context.today + timedelta(days=governance.review_every_days),
        )
        if added is not None:
            recorded.append(name)
    if recorded:
        await _now_counts_otherwise(context)
        await audit_work(
            context, "earlier approvals recorded", "source_proposals", after={"sources": recorded}
        )
    return recorded


_WHAT = "As the transparency notice tells."
_WHY = "For learning analytics, as the institution's policy has it."
_WHOSE = "Students at the levels of study that the service covers."
_KEPT = "As long as the institution's retention rules say."
