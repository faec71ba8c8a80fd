"""Sources under governance: where each stands; what is proposed, said, decided and reviewed."""

from datetime import date
from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.actions.context import RequestContext
from app.actions.governance import reviews as review_actions
from app.actions.governance import source_proposals as actions
from app.errors import Conflict, Forbidden, NotFound, PreconditionFailed, Unauthenticated
from app.http.deps import ActingBoard, ActingProposer, AnyStaff, AnyUser, Board, Proposer, offered
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import ProposalId
from app.schemas.governance.sources import (
    ConsultationIn,
    DueReviewsOut,
    ProposalDecisionIn,
    ReviewIn,
    SourceMoveIn,
    SourceProposalIn,
    SourceProposalOut,
    SourceProposalsOut,
    SourceStandingsOut,
    due_reviews_out,
    proposed_source,
    source_proposal_out,
    source_standings_out,
)
from app.store.governance.source_proposals import ProposalState

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["sources"],
    responses=describe(Unauthenticated, Forbidden),
)

ProposalPath = Annotated[ProposalId, Path(description="The proposal's id.")]
Governed = Annotated[
    RequestContext, offered("source_governance", "this institution's sources are not governed here")
]
PATH = "/source-proposals/{proposal_id}"


@router.get("/sources", summary="Sources, and where each stands")
async def list_sources(context: AnyUser) -> SourceStandingsOut:
    """Every source, whether it counts, and when it is reviewed. For everybody with a login."""
    return source_standings_out(context.institution, await actions.list_proposals(context, None))


@router.post(
    "/source-proposals", summary="Propose a source", status_code=201, responses=describe(NotFound, Conflict)
)
async def record_source_proposal(
    _governed: Governed,
    request: Request,
    response: Response,
    context: ActingProposer,
    proposal: SourceProposalIn,
) -> SourceProposalOut:
    """A source that the institution is to have. Not a single record of it counts until it is approved.

    From then on anybody reads on the public page what it says: what, why, whose data, how long they are kept.

    Nothing may measure academic staff, and no source may cover activity unrelated to learning and teaching: a
    proposal of such a kind is refused at once.
    """
    made = await actions.propose_source(context, proposed_source(proposal))
    proposal_id = made.governed.proposal.proposal_id
    set_location(request, response, "read_source_proposal", proposal_id=proposal_id)
    return source_proposal_out(made)


@router.get("/source-proposals", summary="Proposals of sources", responses=describe(NotFound))
async def list_source_proposals(
    _governed: Governed,
    context: AnyStaff,
    source_state: Annotated[ProposalState | None, Query(description="Only those that stand so.")] = None,
) -> SourceProposalsOut:
    """What was proposed, said and decided, the latest first."""
    found = await actions.list_proposals(context, source_state)
    return SourceProposalsOut(items=[source_proposal_out(each) for each in found])


@router.get(PATH, summary="One proposal of a source", responses=describe(NotFound))
async def read_source_proposal(
    _governed: Governed, context: AnyStaff, proposal_id: ProposalPath
) -> SourceProposalOut:
    """What was proposed, who was asked, what was decided, and what reviews found."""
    return source_proposal_out(await actions.read_proposal(context, proposal_id))


@router.post(
    f"{PATH}/consultations",
    summary="Put a consultation on record",
    status_code=201,
    responses=describe(NotFound, Conflict),
)
async def record_source_consultation(
    _governed: Governed,
    request: Request,
    response: Response,
    context: Proposer,
    proposal_id: ProposalPath,
    consultation: ConsultationIn,
) -> SourceProposalOut:
    """Who was asked about the proposal, when, and what they said. Answers with the proposal."""
    found = await actions.record_consultation(
        context, proposal_id, consultation.consulted, consultation.consulted_on, consultation.said
    )
    set_location(request, response, "read_source_proposal", proposal_id=proposal_id)
    return source_proposal_out(found)


@router.post(
    f"{PATH}/decision",
    summary="Approve or refuse a source",
    responses=describe(NotFound, Conflict, PreconditionFailed),
)
async def decide_source_proposal(
    _governed: Governed,
    context: ActingBoard,
    proposal_id: ProposalPath,
    decision: ProposalDecisionIn,
    seen: IfMatch,
) -> SourceProposalOut:
    """For the board, by somebody who did not propose it, after somebody was consulted.

    An approved source counts from now on. It is reviewed by the day given, within the institution's rule.
    """
    seen.check(source_proposal_out(await actions.lock_proposal(context, proposal_id)))
    return source_proposal_out(
        await actions.decide_proposal(
            context,
            proposal_id,
            approved=decision.decision == "approved",
            reason=decision.reason,
            review_by=decision.review_by,
        )
    )


@router.post(f"{PATH}/suspension", summary="Suspend a source", responses=describe(NotFound, Conflict))
async def record_source_suspension(
    _governed: Governed, context: ActingBoard, proposal_id: ProposalPath, suspension: SourceMoveIn
) -> SourceProposalOut:
    """Nothing of it counts, and deliveries of it are refused, until it is resumed."""
    return source_proposal_out(await actions.suspend_source(context, proposal_id, suspension.reason))


@router.post(f"{PATH}/resumption", summary="Let a source count again", responses=describe(NotFound, Conflict))
async def record_source_resumption(
    _governed: Governed, context: ActingBoard, proposal_id: ProposalPath, resumption: SourceMoveIn
) -> SourceProposalOut:
    """A suspended source counts again, with what was delivered before."""
    return source_proposal_out(await actions.resume_source(context, proposal_id, resumption.reason))


@router.post(f"{PATH}/retirement", summary="Retire a source", responses=describe(NotFound, Conflict))
async def record_source_retirement(
    _governed: Governed, context: ActingBoard, proposal_id: ProposalPath, retirement: SourceMoveIn
) -> SourceProposalOut:
    """Nothing of it counts any more. To have it again, propose it anew."""
    return source_proposal_out(await actions.retire_source(context, proposal_id, retirement.reason))


@router.post(
    f"{PATH}/review", summary="Put a review of a source on record", responses=describe(NotFound, Conflict)
)
async def review_source(
    _governed: Governed, context: Board, proposal_id: ProposalPath, review: ReviewIn
) -> SourceProposalOut:
    """What was found, and by when it is reviewed again. Answers with the proposal."""
    return source_proposal_out(
        await review_actions.review_source(
            context, proposal_id, review.reviewed_on, review.found, review.next_review_by
        )
    )


@router.get("/reviews", summary="Reviews that are due", responses=describe(NotFound))
async def list_due_reviews(
    _governed: Governed,
    context: AnyStaff,
    due_before: Annotated[date | None, Query(description="Only what is due before that day.")] = None,
) -> DueReviewsOut:
    """Of the sources and of the service as a whole, by when each is due next; the soonest first."""
    return due_reviews_out(await review_actions.list_due(context, due_before))


@router.post(
    "/service-reviews", summary="Put a review of the service on record", responses=describe(NotFound)
)
async def review_service(_governed: Governed, context: Board, review: ReviewIn) -> DueReviewsOut:
    """What was found, and by when the service is reviewed again. Answers with everything that is due."""
    return due_reviews_out(
        await review_actions.review_service(context, review.reviewed_on, review.found, review.next_review_by)
    )
