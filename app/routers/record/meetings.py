"""Meetings and notes: both sides arrange, both write, both read."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.actions.record.arrange_meetings import arrange_meeting, cancel_meeting, hold_meeting
from app.actions.governance.record_access import Seen
from app.actions.record.write_notes import (
    Author,
    change_draft,
    drop_draft,
    get_note,
    hold_note,
    list_notes,
    remove_note,
    share_note,
    write_note,
)
from app.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
)
from app.ids import MeetingId, NoteId, StudentId
from app.http import cursors
from app.http.deps import Asker, AtInformationDesk, reading
from app.http.locations import made_at
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.idempotency import RepeatableWrites
from app.schemas.record.meetings import (
    MeetingIn,
    MeetingOut,
    MeetingsOut,
    NewNoteIn,
    NoteIn,
    NoteOut,
    NotesOut,
    RemovalIn,
    appointment,
    content,
    meeting_out,
    note_out,
)
from app.store.record import meetings
from app.store.people.students import StudentRecord

router = APIRouter(
    route_class=RepeatableWrites,
    prefix="/students/{student_id}",
    tags=["meetings"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound),
)

YEAR = timedelta(days=366)
MeetingPath = Annotated[MeetingId, Path(description="The meeting's id.")]
NotePath = Annotated[NoteId, Path(description="The note's id.")]
MetStudent = Annotated[StudentRecord, reading(Seen.MEETINGS)]
NotedStudent = Annotated[StudentRecord, reading(Seen.NOTES)]


@router.get("/meetings", summary="A student's meetings")
async def list_meetings(asking: Asker, student: MetStudent) -> MeetingsOut:
    """Meetings of the past year and to come, cancelled ones too."""
    first, before = asking.now - YEAR, asking.now + YEAR
    found = await meetings.list_for(asking.session, student.student_id, first, before)
    return MeetingsOut(items=[meeting_out(each) for each in found])


@router.post("/meetings", summary="Arrange a meeting", status_code=201)
async def record_meeting(
    request: Request, response: Response, asking: Asker, student: MetStudent, meeting: MeetingIn
) -> MeetingOut:
    """A planned meeting between the student and a personal tutor; either side arranges."""
    author = Author.of(asking.principal, student.student_id)
    made = await arrange_meeting(asking, author, student.student_id, appointment(meeting))
    made_at(request, response, "read_meeting", student_id=student.student_id, meeting_id=made.meeting_id)
    return meeting_out(made)


@router.get("/meetings/{meeting_id}", summary="One meeting")
async def read_meeting(asking: Asker, student: MetStudent, meeting_id: MeetingPath) -> MeetingOut:
    """The meeting, planned or cancelled."""
    return meeting_out(await meetings.get(asking.session, student.student_id, meeting_id))


@router.post(
    "/meetings/{meeting_id}/cancellation",
    summary="Call a meeting off",
    responses=describe(Conflict, PreconditionFailed),
)
async def record_cancellation(
    asking: Asker, student: MetStudent, meeting_id: MeetingPath, seen: IfMatch
) -> MeetingOut:
    """Cancel a meeting; either side may. It stays visible as cancelled."""
    seen.check(meeting_out(await hold_meeting(asking, student.student_id, meeting_id)))
    return meeting_out(await cancel_meeting(asking, student.student_id, meeting_id))


@router.get("/notes", summary="A student's meeting notes")
async def list_meeting_notes(
    request: Request,
    response: Response,
    asking: Asker,
    student: NotedStudent,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> NotesOut:
    """Shared notes and the tombstones of removed ones, latest first, and one's own drafts."""
    author = Author.of(asking.principal, student.student_id)
    at = cursors.decode_moment(cursor)
    before = None if at is None else (at[0], NoteId(at[1]))
    found = await list_notes(asking, author, student.student_id, before=before, limit=limit + 1)
    shown, more = found[:limit], None
    if len(found) > limit:
        more = cursors.encode_moment(shown[-1].created_at, shown[-1].note_id)
    cursors.next_link(request, response, more)
    return NotesOut(items=[note_out(each) for each in shown], next_cursor=more)


@router.post("/notes", summary="Write a note", status_code=201)
async def record_note(
    request: Request, response: Response, asking: Asker, student: NotedStudent, note: NewNoteIn
) -> NoteOut:
    """A draft that only its author reads, or a note shared at once."""
    author = Author.of(asking.principal, student.student_id)
    written = await write_note(asking, author, student.student_id, content(note), share=note.share)
    made_at(request, response, "read_note", student_id=student.student_id, note_id=written.note_id)
    return note_out(written)


@router.get("/notes/{note_id}", summary="One note")
async def read_note(asking: Asker, student: NotedStudent, note_id: NotePath) -> NoteOut:
    """The note, if it is shared or one's own draft."""
    author = Author.of(asking.principal, student.student_id)
    return note_out(await get_note(asking, author, student.student_id, note_id))


@router.put("/notes/{note_id}", summary="Rewrite a draft", responses=describe(Conflict, PreconditionFailed))
async def record_draft(
    asking: Asker, student: NotedStudent, note_id: NotePath, note: NoteIn, seen: IfMatch
) -> NoteOut:
    """Rewrite one's own draft. A shared note stands as it is."""
    author = Author.of(asking.principal, student.student_id)
    seen.check(note_out(await hold_note(asking, author, student.student_id, note_id)))
    return note_out(await change_draft(asking, author, student.student_id, note_id, content(note)))


@router.delete(
    "/notes/{note_id}",
    summary="Drop a draft",
    status_code=204,
    responses=describe(Conflict, PreconditionFailed),
)
async def remove_draft(asking: Asker, student: NotedStudent, note_id: NotePath, seen: IfMatch) -> None:
    """Delete one's own draft, which nobody else has ever seen."""
    author = Author.of(asking.principal, student.student_id)
    seen.check(note_out(await hold_note(asking, author, student.student_id, note_id)))
    await drop_draft(asking, author, student.student_id, note_id)


@router.post(
    "/notes/{note_id}/sharing", summary="Share a draft", responses=describe(Conflict, PreconditionFailed)
)
async def record_sharing(asking: Asker, student: NotedStudent, note_id: NotePath, seen: IfMatch) -> NoteOut:
    """Let the other side read one's own draft; from then on it stands."""
    author = Author.of(asking.principal, student.student_id)
    seen.check(note_out(await hold_note(asking, author, student.student_id, note_id)))
    return note_out(await share_note(asking, author, student.student_id, note_id))


@router.post("/notes/{note_id}/removal", summary="Remove a note for good", status_code=204)
async def remove_shared_note(
    desk: AtInformationDesk,
    student_id: Annotated[StudentId, Path(description="The student's id.")],
    note_id: NotePath,
    removal: RemovalIn,
) -> None:
    """For the student information desk, which reads neither the note nor anything else of the student.

    The text goes; who wrote it, who removed it, when and why stay.
    """
    await remove_note(desk, student_id, note_id, removal.reason)
