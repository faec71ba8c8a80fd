"""Notes on meetings: both sides write, both read."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.record.write_notes import (
    Author,
    change_draft,
    delete_draft,
    get_note,
    list_notes,
    lock_note,
    remove_note,
    share_note,
    write_note,
)
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
from app.http import cursors
from app.http.deps import AnyUser, InformationDesk, StudentPath
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import NoteId, StudentId
from app.schemas.record.notes import NewNoteIn, NoteIn, NoteOut, NotesOut, RemovalIn, content, note_out

router = contract_router(
    "/v1/students/{student_id}/notes",
    route_class=RepeatableWrites,
    tags=["meetings"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, SectionRestricted, OutOfScope, NotFound),
    dependencies=[used_for(SectionName.MEETINGS)],
)

NotePath = Annotated[NoteId, Path(description="The note's id.")]
NotedStudent = Annotated[StudentId, audited(Audited.NOTES, SectionName.MEETINGS)]


@router.get("", summary="A student's meeting notes")
async def list_meeting_notes(
    request: Request,
    response: Response,
    context: AnyUser,
    student_id: NotedStudent,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> NotesOut:
    """Shared notes and the tombstones of removed ones, latest first, and one's own drafts."""
    author = Author.of(context.user, student_id)
    moment, note_id = cursors.decode_moment(cursor)
    found = await list_notes(context, author, student_id, before=(moment, NoteId(note_id)), limit=limit + 1)
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.created_at, each.note_id)
    )
    return NotesOut(items=[note_out(each) for each in page], next_cursor=more)


@router.post("", summary="Write a note", status_code=201)
async def record_note(
    request: Request, response: Response, context: AnyUser, student_id: NotedStudent, note: NewNoteIn
) -> NoteOut:
    """A draft that only its author reads, or a note that is shared immediately.

    Where the institution has no drafts of staff (`staff_may_draft_notes` of `GET /v1/me`), whatever staff
    write is shared, and visible to the student, from the moment it is saved.

    What staff drafted and did not share is deleted once its author has not been in charge of the student for
    the institution's number of days, 30 unless its profile says otherwise.
    """
    author = Author.of(context.user, student_id)
    written = await write_note(context, author, student_id, content(note), share=note.share)
    set_location(request, response, "read_note", student_id=student_id, note_id=written.note_id)
    return note_out(written)


@router.get("/{note_id}", summary="One note")
async def read_note(context: AnyUser, student_id: NotedStudent, note_id: NotePath) -> NoteOut:
    """The note, if it is shared or one's own draft."""
    author = Author.of(context.user, student_id)
    return note_out(await get_note(context, author, student_id, note_id))


@router.put("/{note_id}", summary="Rewrite a draft", responses=describe(Conflict, PreconditionFailed))
async def record_draft(
    context: AnyUser, student_id: NotedStudent, note_id: NotePath, note: NoteIn, seen: IfMatch
) -> NoteOut:
    """Rewrite one's own draft. A shared note cannot be changed."""
    author = Author.of(context.user, student_id)
    seen.check(note_out(await lock_note(context, author, student_id, note_id)))
    return note_out(await change_draft(context, author, student_id, note_id, content(note)))


@router.delete(
    "/{note_id}",
    summary="Drop a draft",
    status_code=204,
    responses=describe(Conflict, PreconditionFailed),
)
async def remove_draft(context: AnyUser, student_id: NotedStudent, note_id: NotePath, seen: IfMatch) -> None:
    """Delete one's own draft, which nobody else has ever seen."""
    author = Author.of(context.user, student_id)
    seen.check(note_out(await lock_note(context, author, student_id, note_id)))
    await delete_draft(context, author, student_id, note_id)


@router.post("/{note_id}/sharing", summary="Share a draft", responses=describe(Conflict, PreconditionFailed))
async def record_sharing(
    context: AnyUser, student_id: NotedStudent, note_id: NotePath, seen: IfMatch
) -> NoteOut:
    """Let the other side read one's own draft; from then on it cannot be changed."""
    author = Author.of(context.user, student_id)
    seen.check(note_out(await lock_note(context, author, student_id, note_id)))
    return note_out(await share_note(context, author, student_id, note_id))


@router.post("/{note_id}/removal", summary="Remove a note for good", status_code=204)
async def remove_shared_note(
    context: InformationDesk,
    student_id: StudentPath,
    note_id: NotePath,
    removal: RemovalIn,
) -> None:
    """For the student information desk, which reads neither the note nor anything else of the student.

    The text goes; who wrote it, who removed it, when and why stay.
    """
    await remove_note(context, student_id, note_id, removal.reason)
