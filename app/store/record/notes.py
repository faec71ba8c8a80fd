"""Notes on meetings: drafts of their author, shared ones of student and tutor, tombstones of removed ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, insert, select, text, tuple_, update
from sqlalchemy.orm import aliased

from app.errors import NotFound
from app.ids import MeetingId, NoteId, StaffId, StudentId
from app.db.session import Session
from app.store.tables import Note as Row
from app.store.tables import Staff


@dataclass(frozen=True, slots=True)
class Note:
    note_id: NoteId
    meeting_id: MeetingId | None
    author: str
    """`student` or `staff`."""
    staff_id: StaffId | None
    staff_name: str | None
    status: str
    focus: str | None
    summary: str | None
    issues: Sequence[str] | None
    referrals: Sequence[Mapping[str, Any]] | None
    follow_up_on: date | None
    created_at: datetime
    changed_at: datetime
    shared_at: datetime | None
    removed_at: datetime | None
    removed_by_name: str | None
    removal_reason: str | None


_remover = aliased(Staff)
_COLUMNS = (
    Row.note_id,
    Row.meeting_id,
    Row.author,
    Row.staff_id,
    Staff.name,
    Row.status,
    Row.focus,
    Row.summary,
    Row.issues,
    Row.referrals,
    Row.follow_up_on,
    Row.created_at,
    Row.changed_at,
    Row.shared_at,
    Row.removed_at,
    _remover.name,
    Row.removal_reason,
)


async def _list(session: Session, *conditions: ColumnElement[bool], limit: int = 1) -> list[Note]:
    found = await session.execute(
        select(*_COLUMNS)
        .outerjoin(Staff, Staff.staff_id == Row.staff_id)
        .outerjoin(_remover, _remover.staff_id == Row.removed_by)
        .where(*conditions)
        .order_by(Row.created_at.desc(), Row.note_id.desc())
        .limit(limit)
    )
    return list(starmap(Note, found))


SHARED: ColumnElement[bool] = Row.status != "draft"
"""What both sides read, tombstones included."""


def readable_by(student_id: StudentId | None, staff_id: StaffId | None) -> ColumnElement[bool]:
    """A draft is its author's alone; everything else is both sides'."""
    own = (
        Row.staff_id == staff_id
        if staff_id is not None
        else (Row.author == "student") & (Row.student_id == student_id)
    )
    return SHARED | own


async def list_for(
    session: Session,
    student_id: StudentId,
    readable: ColumnElement[bool],
    limit: int,
    before: tuple[datetime, NoteId] | None = None,
) -> list[Note]:
    """The student's notes that may be read, latest first, from the one before `before`."""
    earlier = [] if before is None else [tuple_(Row.created_at, Row.note_id) < before]
    return await _list(session, Row.student_id == student_id, readable, *earlier, limit=limit)


async def get(
    session: Session, student_id: StudentId, note_id: NoteId, readable: ColumnElement[bool]
) -> Note:
    found = await _list(session, Row.student_id == student_id, Row.note_id == note_id, readable)
    if not found:
        raise NotFound("there is no such note")
    return found[0]


async def add(
    session: Session,
    student_id: StudentId,
    *,
    author: str,
    staff_id: StaffId | None,
    meeting_id: MeetingId | None,
    content: Mapping[str, Any],
    now: datetime,
) -> NoteId:
    """A draft with that content."""
    note_id = NoteId(uuid4())
    await session.execute(
        insert(Row).values(
            student_id=student_id,
            note_id=note_id,
            meeting_id=meeting_id,
            author=author,
            staff_id=staff_id,
            status="draft",
            created_at=now,
            changed_at=now,
            **content,
        )
    )
    return note_id


async def hold(session: Session, student_id: StudentId, note_id: NoteId) -> None:
    """Let nobody else change the note until the transaction ends, if it may be changed at all."""
    await session.execute(
        select(Row.note_id).where(Row.student_id == student_id, Row.note_id == note_id).with_for_update()
    )


async def change(session: Session, student_id: StudentId, note_id: NoteId, values: Mapping[str, Any]) -> None:
    await session.execute(
        update(Row).where(Row.student_id == student_id, Row.note_id == note_id).values(**values)
    )


async def drop(session: Session, student_id: StudentId, note_id: NoteId) -> None:
    """Delete a draft: nobody but its author has ever seen it."""
    await session.execute(
        delete(Row).where(Row.student_id == student_id, Row.note_id == note_id, Row.status == "draft")
    )


async def remove(
    session: Session, student_id: StudentId, note_id: NoteId, reason: str, now: datetime
) -> bool:
    """Take a shared note's content away, leaving who, when and why; False where there is none."""
    done = await session.execute(
        text("select attune_remove_note(:student_id, :note_id, :reason, :now)"),
        {"student_id": student_id, "note_id": note_id, "reason": reason, "now": now},
    )
    return bool(done.scalar_one())
