"""Access records: the student reads who looked, when, in what role and why, and who could look today."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.actions.governance.list_viewers import list_viewers
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http import cursors
from app.http.deps import AnyUser, OwnRecord
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import AccessId
from app.schemas.governance.access_records import (
    AccessRecordsOut,
    ViewersOut,
    access_record_out,
    viewer_out,
)
from app.store.governance import access_records

router = contract_router(
    "/v1/students/{student_id}",
    tags=["who looked at me"],
    responses=describe(Unauthenticated, Forbidden, NotFound),
)


@router.get("/access-records", summary="Who looked at me")
async def list_access_records(
    request: Request,
    response: Response,
    context: AnyUser,
    student_id: OwnRecord,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> AccessRecordsOut:
    """Every look that somebody else took at the student's data, latest first; refused ones too."""
    moment, access_id = cursors.decode_moment(cursor)
    found = await access_records.list_latest(
        context.transaction, student_id, before=(moment, AccessId(access_id)), limit=limit + 1
    )
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.seen_at, each.access_id)
    )
    return AccessRecordsOut(
        items=[access_record_out(each, context.profile) for each in page], next_cursor=more
    )


@router.get("/viewers", summary="Who could look at me")
async def list_possible_viewers(context: AnyUser, student_id: OwnRecord) -> ViewersOut:
    """Everybody who could look at the student today, in which role and why.

    What each could see depends on the role. Somebody is listed even if they have never looked. Nobody is,
    while all of the student's data are restricted.
    """
    viewers = await list_viewers(context, student_id)
    return ViewersOut(items=[viewer_out(each.viewer, each.sections, context.profile) for each in viewers])
