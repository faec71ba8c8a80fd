"""Requests: what students ask of their data."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.actions.governance import requests as actions
from app.actions.governance.take_step import give_information
from app.errors import Conflict, Forbidden, NotFound, NotOffered, Unauthenticated
from app.http.deps import AnyUser, OwnRecord
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import RequestId
from app.schemas.governance.requests import (
    InformationIn,
    RequestIn,
    RequestOut,
    RequestsOut,
    new_request,
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
    summary="Ask something of my data, or complain",
    status_code=201,
    responses=describe(Forbidden, NotFound, NotOffered, Conflict),
)
async def record_request_of_student(
    request: Request, response: Response, context: AnyUser, student_id: OwnRecord, asked: RequestIn
) -> RequestOut:
    """A copy, a rectification, an erasure, a restriction, an objection, or a complaint.

    It is answered by `due_on`: one calendar month, or sooner where the institution promises that. A complaint
    is acknowledged by `acknowledge_by`. The service itself makes a copy; a person answers all others. One of
    a kind is open at a time about the same section, or to the same purpose. An institution may not take every
    kind here: `403` says whom to ask.
    """
    made = await actions.ask(context, student_id, new_request(asked), asked.purpose)
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
    """Where it stands, each step and what it did to the due date, and the answer once there is one."""
    return request_out(await requests.get_for(context.transaction, student_id, request_id, context.today))


@router.post(
    MINE + "/{request_id}/information",
    summary="Say what I was asked for",
    responses=describe(NotFound, Conflict),
)
async def record_request_information(
    context: AnyUser, student_id: OwnRecord, request_id: RequestPath, given: InformationIn
) -> RequestOut:
    """Who the student is, or what they mean: whatever the last step asks. The clock goes on from today."""
    return request_out(await give_information(context, student_id, request_id, given.message))
