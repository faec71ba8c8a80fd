"""Access records: the student reads who looked, when, in what role and why."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.errors import Forbidden, NotFound, Unauthenticated
from app.ids import AccessId
from app.http import cursors
from app.http.deps import Asker, OwnRecord
from app.http.problems import describe
from app.schemas.governance.access_records import AccessRecordsOut, access_record_out
from app.store.governance import access_records

router = APIRouter(
    prefix="/students/{student_id}/access-records",
    tags=["who looked at me"],
    responses=describe(Unauthenticated, Forbidden, NotFound),
)


@router.get("", summary="Who looked at me")
async def list_access_records(
    request: Request,
    response: Response,
    asking: Asker,
    student: OwnRecord,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> AccessRecordsOut:
    """Every look that somebody else took at the student's data, latest first; refused ones too."""
    before = cursors.decode_moment(cursor)
    found = await access_records.list_latest(
        asking.session,
        student.student_id,
        before=None if before is None else (before[0], AccessId(before[1])),
        limit=limit + 1,
    )
    shown = found[:limit]
    more = None
    if len(found) > limit:
        more = cursors.encode_moment(shown[-1].seen_at, shown[-1].access_id)
    cursors.next_link(request, response, more)
    return AccessRecordsOut(
        items=[access_record_out(each, asking.profile) for each in shown], next_cursor=more
    )
