"""Write notes: drafts, sharing, and what only the information desk does."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.actions.governance.administration import Administration
from app.actions.context import Here
from app.auth.principal import Principal
from app.errors import Conflict, Forbidden, NotFound
from app.ids import MeetingId, NoteId, StaffId, StudentId
from app.store.record import meetings, notes
from app.store.record.notes import Note


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
    def of(cls, principal: Principal, student_id: StudentId) -> "Author":
        """The student themselves, or the member of staff."""
        if principal.student_id == student_id:
            return cls(student_id, None)
        if principal.staff_id is None:
            raise Forbidden
        return cls(None, principal.staff_id)

    @property
    def side(self) -> str:
        return "student" if self.student_id is not None else "staff"

    def wrote(self, note: Note) -> bool:
        return note.author == self.side and note.staff_id == self.staff_id


async def list_notes(
    here: Here,
    author: Author,
    student_id: StudentId,
    *,
    before: tuple[datetime, NoteId] | None,
    limit: int,
) -> list[Note]:
    """What the reader may read, latest first: shared notes, tombstones, and their own drafts."""
    readable = notes.readable_by(author.student_id, author.staff_id)
    return await notes.list_for(here.session, student_id, readable, limit, before)


async def get_note(here: Here, author: Author, student_id: StudentId, note_id: NoteId) -> Note:
    """Raises NotFound for a note that is not there for this reader, another's draft included."""
    readable = notes.readable_by(author.student_id, author.staff_id)
    return await notes.get(here.session, student_id, note_id, readable)


async def hold_note(here: Here, author: Author, student_id: StudentId, note_id: NoteId) -> Note:
    """The same, and one's own draft stays as it is until the transaction ends."""
    await notes.hold(here.session, student_id, note_id)
    return await get_note(here, author, student_id, note_id)


async def write_note(
    here: Here, author: Author, student_id: StudentId, content: Content, *, share: bool
) -> Note:
    """A new note: a draft, or shared at once."""
    await _check_meeting(here, student_id, content)
    note_id = await notes.add(
        here.session,
        student_id,
        author=author.side,
        staff_id=author.staff_id,
        meeting_id=content.meeting_id,
        content=_columns(content),
        now=here.now,
    )
    if share:
        return await share_note(here, author, student_id, note_id)
    return await get_note(here, author, student_id, note_id)


async def change_draft(
    here: Here, author: Author, student_id: StudentId, note_id: NoteId, content: Content
) -> Note:
    """Rewrite one's own draft. Raises Conflict once it is shared: what both have read stands."""
    await _own_draft(here, author, student_id, note_id)
    await _check_meeting(here, student_id, content)
    values = _columns(content) | {"meeting_id": content.meeting_id, "changed_at": here.now}
    await notes.change(here.session, student_id, note_id, values)
    return await get_note(here, author, student_id, note_id)


async def share_note(here: Here, author: Author, student_id: StudentId, note_id: NoteId) -> Note:
    """Let the other side read one's own draft; from then on it stands."""
    await _own_draft(here, author, student_id, note_id)
    values = {"status": "shared", "shared_at": here.now, "changed_at": here.now}
    await notes.change(here.session, student_id, note_id, values)
    return await get_note(here, author, student_id, note_id)


async def drop_draft(here: Here, author: Author, student_id: StudentId, note_id: NoteId) -> None:
    await _own_draft(here, author, student_id, note_id)
    await notes.drop(here.session, student_id, note_id)


async def remove_note(desk: Administration, student_id: StudentId, note_id: NoteId, reason: str) -> None:
    """Take a shared note's text away for good, leaving who, when and why.

    The desk neither sees the student nor reads the note. Raises NotFound for a note that is not there
    or not shared.
    """
    if not await notes.remove(desk.session, student_id, note_id, reason, desk.now):
        raise NotFound("there is no such shared note")
    await desk.note("note removed", f"note/{note_id}", after={"reason": reason})


async def _own_draft(here: Here, author: Author, student_id: StudentId, note_id: NoteId) -> None:
    note = await get_note(here, author, student_id, note_id)
    if not author.wrote(note):
        raise Forbidden("nobody changes another's note")
    if note.status != "draft":
        raise Conflict("the note is shared: what both have read stands; write another one")


async def _check_meeting(here: Here, student_id: StudentId, content: Content) -> None:
    if content.meeting_id is not None:
        await meetings.get(here.session, student_id, content.meeting_id)


def _columns(content: Content) -> dict[str, Any]:
    return {
        "focus": content.focus,
        "summary": content.summary,
        "issues": content.issues,
        "referrals": content.referrals,
        "follow_up_on": content.follow_up_on,
    }
