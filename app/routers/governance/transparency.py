"""Transparency: who is responsible for what, and what was done with a student's data."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.errors import Forbidden, NotFound, Unauthenticated
from app.http import cursors
from app.http.deps import AnyUser, OwnRecord
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.governance.history import HistoryOut, history_entry_out
from app.schemas.governance.responsibilities import ResponsibilitiesOut, responsibilities_out
from app.store.governance import history

router = contract_router("/v1", tags=["who looked at me"], responses=describe(Unauthenticated, Forbidden))


@router.get("/responsibilities", summary="Who is responsible for what")
async def list_responsibilities(context: AnyUser) -> ResponsibilitiesOut:
    """Every processing activity, with the person or group responsible for it. For everybody with a login."""
    return responsibilities_out(context.profile)


@router.get(
    "/students/{student_id}/history",
    summary="What was done with my data",
    responses=describe(NotFound),
)
async def list_history(
    request: Request,
    response: Response,
    context: AnyUser,
    student_id: OwnRecord,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> HistoryOut:
    """What staff, the service and the student did with it: decisions, requests, copies, corrections, cases.

    The latest first. Who looked is in `access-records`.
    """
    before = cursors.decode_moment(cursor)
    found = await history.list_latest(context.transaction, student_id, before=before, limit=limit + 1)
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.at, each.entry_id)
    )
    return HistoryOut(items=[history_entry_out(each, context.profile) for each in page], next_cursor=more)
