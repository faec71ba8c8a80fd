"""Meetings: either side arranges, both see."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.record.arrange_meetings import (
    arrange_meeting,
    cancel_meeting,
    list_meetings_of_year,
    lock_meeting,
)
from app.actions.record.write_notes import Author
from app.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    OutOfScope,
    PreconditionFailed,
    SectionRestricted,
    Unauthenticated,
)
from app.http.deps import AnyUser
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import MeetingId, StudentId
from app.schemas.record.meetings import MeetingIn, MeetingOut, MeetingsOut, appointment, meeting_out
from app.store.record import meetings

router = contract_router(
    "/v1/students/{student_id}/meetings",
    route_class=RepeatableWrites,
    tags=["meetings"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, SectionRestricted, OutOfScope, NotFound),
    dependencies=[used_for(SectionName.MEETINGS)],
)

MeetingPath = Annotated[MeetingId, Path(description="The meeting's id.")]
MetStudent = Annotated[StudentId, audited(Audited.MEETINGS, SectionName.MEETINGS)]


@router.get("", summary="A student's meetings")
async def list_meetings(context: AnyUser, student_id: MetStudent) -> MeetingsOut:
    """Meetings of the past year and to come, cancelled ones too."""
    found = await list_meetings_of_year(context, student_id)
    return MeetingsOut(items=[meeting_out(each) for each in found])


@router.post("", summary="Arrange a meeting", status_code=201)
async def record_meeting(
    request: Request, response: Response, context: AnyUser, student_id: MetStudent, meeting: MeetingIn
) -> MeetingOut:
    """A planned meeting between the student and a tutor; either side arranges."""
    author = Author.of(context.user, student_id)
    made = await arrange_meeting(context, author, student_id, appointment(meeting))
    set_location(request, response, "read_meeting", student_id=student_id, meeting_id=made.meeting_id)
    return meeting_out(made)


@router.get("/{meeting_id}", summary="One meeting")
async def read_meeting(context: AnyUser, student_id: MetStudent, meeting_id: MeetingPath) -> MeetingOut:
    """The meeting, planned or cancelled."""
    return meeting_out(await meetings.get(context.transaction, student_id, meeting_id))


@router.post(
    "/{meeting_id}/cancellation",
    summary="Call a meeting off",
    responses=describe(Conflict, PreconditionFailed),
)
async def record_cancellation(
    context: AnyUser, student_id: MetStudent, meeting_id: MeetingPath, seen: IfMatch
) -> MeetingOut:
    """Cancel a meeting; either side may. It stays visible as cancelled."""
    seen.check(meeting_out(await lock_meeting(context, student_id, meeting_id)))
    return meeting_out(await cancel_meeting(context, student_id, meeting_id))
