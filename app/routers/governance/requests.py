"""Requests: what students ask of their data, and the queue of whoever answers."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import Audited
from app.actions.governance import requests as actions
from app.errors import Conflict, Forbidden, NotFound, NotOffered, Unauthenticated
from app.http import cursors
from app.http.deps import AnyUser, OwnRecord, RequestAnswerer
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import RequestId
from app.schemas.governance.requests import (
    QueuedRequestOut,
    QueuedRequestsOut,
    RequestAnswerIn,
    RequestIn,
    RequestOut,
    RequestsOut,
    queued_request_out,
    request_out,
)
from app.store.governance import requests

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["rights"],
    responses=describe(Unauthenticated, Forbidden),
)

RequestPath = Annotated[RequestId, Path(description="The request's id.")]
MINE = "/students/{student_id}/requests"


@router.get(MINE, summary="What I have asked of my data", responses=describe(NotFound))
async def list_requests_of_student(context: AnyUser, student_id: OwnRecord) -> RequestsOut:
    """Every request of the student's: until when it is due, and what came of it."""
    found = await requests.list_for(context.transaction, student_id, context.today)
    return RequestsOut(items=[request_out(each) for each in found])


@router.post(
    MINE,
    summary="Ask for a copy of my data, or object",
    status_code=201,
    responses=describe(Forbidden, NotFound, NotOffered, Conflict),
)
async def record_request_of_student(
    request: Request, response: Response, context: AnyUser, student_id: OwnRecord, asked: RequestIn
) -> RequestOut:
    """It is answered by `due_on`: one calendar month, or sooner where the institution promises that.

    A copy is made by the service itself. A person answers an objection. One of a kind is open at a time; of
    objections, one to each purpose.
    """
    made = await actions.ask(context, student_id, asked.kind, asked.purpose, asked.message)
    set_location(
        request,
        response,
        "read_request_of_student",
        student_id=student_id,
        request_id=made.request_id,
    )
    return request_out(made)


@router.get(MINE + "/{request_id}", summary="One of my requests", responses=describe(NotFound))
async def read_request_of_student(
    context: AnyUser, student_id: OwnRecord, request_id: RequestPath
) -> RequestOut:
    """Where it stands, and the answer once there is one."""
    return request_out(await requests.get_for(context.transaction, student_id, request_id, context.today))


@router.get("/requests", summary="Requests that wait for an answer")
async def list_requests(
    request: Request,
    response: Response,
    context: RequestAnswerer,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> QueuedRequestsOut:
    """Those without an answer, the earliest due first. The students can read that somebody read it."""
    after = cursors.decode_day(cursor)
    found = await actions.list_queue(context, after=(after[0], RequestId(after[1])), limit=limit + 1)
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_day(each.due_on, each.request_id)
    )
    people = await actions.look(context, {each.student_id for each in page}, Audited.REQUESTS)
    return QueuedRequestsOut(
        items=[queued_request_out(each, people[each.student_id], context.today) for each in page],
        next_cursor=more,
    )


@router.post(
    "/requests/{request_id}/answer", summary="Answer a request", responses=describe(NotFound, Conflict)
)
async def record_request_answer(
    context: RequestAnswerer, request_id: RequestPath, answer: RequestAnswerIn
) -> QueuedRequestOut:
    """Say what comes of it, and why; the student reads it."""
    answered = await actions.answer(
        context, request_id, answer.outcome, answer.reason, answer.details.model_dump(exclude_none=True)
    )
    people = await actions.look(context, {answered.student_id}, Audited.REQUESTS)
    return queued_request_out(answered, people[answered.student_id], context.today)
