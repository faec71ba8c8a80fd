"""Write notes: drafts, sharing, and what only the information desk does."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.actions.context import Context, CurrentUser, StaffContext
from app.actions.coverage import check_is_covered
from app.actions.governance.audit_change import audit_change
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotFound
from app.ids import MeetingId, NoteId, StaffId, StudentId
from app.store.record import meetings, notes
from app.store.record.notes import Note, Reader


@dataclass(frozen=True, slots=True)
class Content:
    """What a note says, in general terms."""

    focus: str
    summary: str
    issues: list[str]
    referrals: list[dict[str, Any]]
    follow_up_on: date | None
    meeting_id: MeetingId | None


@dataclass(frozen=True, slots=True)
class Author:
    """Which side writes."""

    student_id: StudentId | None
    staff_id: StaffId | None

    @classmethod
    def of(cls, user: CurrentUser, student_id: StudentId) -> "Author":
        """The student themselves, or the member of staff."""
        if user.student_id == student_id:
            return cls(student_id, None)
        if user.staff_id is None:
            raise Forbidden
        return cls(None, user.staff_id)

    @property
    def side(self) -> str:
        return "student" if self.student_id is not None else "staff"

    @property
    def reader(self) -> Reader:
        return Reader(self.student_id, self.staff_id)

    def wrote(self, note: Note) -> bool:
        return note.author == self.side and note.staff_id == self.staff_id


async def list_notes(
    context: Context, author: Author, student_id: StudentId, *, before: tuple[datetime, NoteId], limit: int
) -> list[Note]:
    """What the reader may read, latest first: shared notes, tombstones, and their own drafts."""
    return await notes.list_readable(
        context.transaction, student_id, author.reader, before=before, limit=limit
    )


async def get_note(context: Context, author: Author, student_id: StudentId, note_id: NoteId) -> Note:
    """Raises NotFound for a note that is not there for this reader, another's draft included."""
    return await notes.get(context.transaction, student_id, note_id, author.reader)


async def lock_note(context: Context, author: Author, student_id: StudentId, note_id: NoteId) -> Note:
    """The same, and one's own draft stays as it is until the transaction ends."""
    await notes.lock(context.transaction, student_id, note_id)
    return await get_note(context, author, student_id, note_id)


async def write_note(
    context: Context, author: Author, student_id: StudentId, content: Content, *, share: bool | None
) -> Note:
    """A new note: a draft, or shared at once.

    Raises OutOfScope for a student who is not covered today, and InvalidInput for a draft that
    the institution does not allow.
    """
    shared = _is_shared_at_once(context, author, share)
    await check_is_covered(context, student_id)
    await _check_meeting(context, student_id, content)
    note_id = await notes.add(
        context.transaction,
        student_id,
        author=author.side,
        staff_id=author.staff_id,
        content=_columns(content),
        now=context.now,
    )
    if shared:
        await notes.share(context.transaction, student_id, note_id, context.now)
    return await get_note(context, author, student_id, note_id)


async def change_draft(
    context: Context, author: Author, student_id: StudentId, note_id: NoteId, content: Content
) -> Note:
    """Rewrite one's own draft. Raises Conflict once it is shared: what both have read stands.

    One that staff kept before the institution did away with drafts is shared with that.
    """
    await _own_draft(context, author, student_id, note_id)
    await _check_meeting(context, student_id, content)
    await notes.change(context.transaction, student_id, note_id, _columns(content), context.now)
    if not _may_draft(context, author):
        await notes.share(context.transaction, student_id, note_id, context.now)
    return await get_note(context, author, student_id, note_id)


async def share_note(context: Context, author: Author, student_id: StudentId, note_id: NoteId) -> Note:
    """Let the other side read one's own draft; from then on it stands."""
    await _own_draft(context, author, student_id, note_id)
    await notes.share(context.transaction, student_id, note_id, context.now)
    return await get_note(context, author, student_id, note_id)


async def delete_draft(context: Context, author: Author, student_id: StudentId, note_id: NoteId) -> None:
    await _own_draft(context, author, student_id, note_id)
    await notes.delete_draft(context.transaction, student_id, note_id)


async def remove_note(context: StaffContext, student_id: StudentId, note_id: NoteId, reason: str) -> None:
    """Take a shared note's text away for good, leaving who, when and why.

    The desk neither sees the student nor reads the note. Raises NotFound for a note that is not there
    to be removed.
    """
    if not await notes.remove(context.transaction, student_id, note_id, reason, context.now):
        raise NotFound("there is no such note to remove")
    await audit_change(context, "note removed", f"note/{note_id}", after={"reason": reason})


def _may_draft(context: Context, author: Author) -> bool:
    """Staff only where the institution has drafts; a student's own draft hides nothing from the student."""
    return author.staff_id is None or context.profile.notes.drafts


def _is_shared_at_once(context: Context, author: Author, share: bool | None) -> bool:  # noqa: FBT001 (as asked)
    """Without a word, a draft where there may be one. Whoever asks for a draft where not is told."""
    if _may_draft(context, author):
        return bool(share)
    if share is False:
        rule = (
            "must be true or left out: here the student sees every note of staff from the moment it is saved"
        )
        raise InvalidInput("see `errors`", faults=[Fault("/body/share", rule)])
    return True


async def _own_draft(context: Context, author: Author, student_id: StudentId, note_id: NoteId) -> None:
    note = await get_note(context, author, student_id, note_id)
    if not author.wrote(note):
        raise Forbidden("only its author changes a note")
    if note.status != "draft":
        raise Conflict("the note is shared: both sides rely on what it says")


async def _check_meeting(context: Context, student_id: StudentId, content: Content) -> None:
    if content.meeting_id is not None:
        await meetings.get(context.transaction, student_id, content.meeting_id)


def _columns(content: Content) -> dict[str, Any]:
    return {
        "focus": content.focus,
        "summary": content.summary,
        "issues": content.issues,
        "referrals": content.referrals,
        "follow_up_on": content.follow_up_on,
        "meeting_id": content.meeting_id,
    }
