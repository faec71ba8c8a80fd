"""The queue of requests, for whoever answers what students ask of their data."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import Audited
from app.actions.context import StaffContext
from app.actions.governance import requests as actions
from app.actions.governance.answer_request import answer
from app.actions.governance.take_step import hold, take_step
from app.errors import Conflict, Forbidden, NotFound, PreconditionFailed, Unauthenticated
from app.http import cursors
from app.http.deps import RequestAnswerer
from app.http.idempotency import RepeatableWrites
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import RequestId
from app.rights.vocabulary import RequestKind
from app.schemas.governance.request_queue import (
    STATES,
    OpenState,
    QueuedRequestOut,
    QueuedRequestsOut,
    RequestAnswerIn,
    RequestStepIn,
    queued_request_out,
)
from app.store.governance import requests
from app.store.governance.request_queue import NEVER, Requester
from app.store.governance.requests import RightsRequest

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["rights"],
    responses=describe(Unauthenticated, Forbidden),
)

RequestPath = Annotated[RequestId, Path(description="The request's id.")]


@router.get("/requests", summary="Requests that wait for an answer")
async def list_requests(
    request: Request,
    response: Response,
    context: RequestAnswerer,
    kind: Annotated[
        RequestKind | None, Query(description="Those of this kind alone.", examples=["complaint"])
    ] = None,
    state: Annotated[
        OpenState | None, Query(description=f"Those in this state alone. {STATES}", examples=["paused"])
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> QueuedRequestsOut:
    """Those without an answer. What is due first comes first, acknowledgements of complaints among it.

    The students can read that somebody read it.
    """
    day, last = cursors.decode_day(cursor)
    found = await actions.list_queue(context, kind, state, after=(day, RequestId(last)), limit=limit + 1)
    page, more = cursors.page(request, response, found, limit, _place)
    people = await actions.look(context, {each.student_id for each in page}, Audited.REQUESTS)
    return QueuedRequestsOut(
        items=[queued_request_out(each, people[each.student_id], context.today) for each in page],
        next_cursor=more,
    )


@router.get("/requests/{request_id}", summary="One request, to answer it", responses=describe(NotFound))
async def read_request(context: RequestAnswerer, request_id: RequestPath) -> QueuedRequestOut:
    """Where it stands, whether it is answered or not. The student can read that somebody read it."""
    found = await requests.get(context.transaction, request_id, context.today)
    return queued_request_out(found, await _requester(context, found), context.today)


@router.post(
    "/requests/{request_id}/steps",
    summary="Move a request on",
    responses=describe(NotFound, Conflict, PreconditionFailed),
)
async def record_request_step(
    context: RequestAnswerer, request_id: RequestPath, taken: RequestStepIn, seen: IfMatch
) -> QueuedRequestOut:
    """Ask the student who they are or what they mean, go on without, extend it, or acknowledge a complaint.

    The student reads the reason, and what it does to the due date. To ask who somebody is stops the clock; to
    ask what they mean does so for a copy alone. Two further months are told within the first.
    """
    held = await hold(context, request_id)
    requester = await _requester(context, held)
    seen.check(queued_request_out(held, requester, context.today))
    moved = await take_step(context, held, taken.step, taken.reason)
    return queued_request_out(moved, requester, context.today)


@router.post(
    "/requests/{request_id}/answer",
    summary="Answer a request",
    responses=describe(NotFound, Conflict, PreconditionFailed),
)
async def record_request_answer(
    context: RequestAnswerer, request_id: RequestPath, given: RequestAnswerIn, seen: IfMatch
) -> QueuedRequestOut:
    """Say what comes of it, and why; the student reads it.

    An erasure, a restriction and an objection are carried out as they are upheld, and `account` says what was
    done. Anything else that is upheld is done by people.
    """
    held = await hold(context, request_id)
    requester = await _requester(context, held)
    seen.check(queued_request_out(held, requester, context.today))
    details = given.details.model_dump(exclude_none=True)
    answered = await answer(context, held, given.outcome, given.reason, set(given.exceptions), details)
    return queued_request_out(answered, requester, context.today)


def _place(request: RightsRequest) -> str:
    return cursors.encode_day(request.next_due_on or NEVER, request.request_id)


async def _requester(context: StaffContext, request: RightsRequest) -> Requester:
    """Who asked; the look is on the student's record."""
    return (await actions.look(context, {request.student_id}, Audited.REQUESTS))[request.student_id]
