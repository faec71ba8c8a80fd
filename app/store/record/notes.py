"""Notes on meetings: drafts of their author, shared ones of student and tutor, tombstones of removed ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.access.roles import AskedRoles
from app.db.query import INSTITUTION, STUDENT, day, moment, number, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import MeetingId, NoteId, StaffId, StudentId
from app.store.people.tables import Staff
from app.store.record.tables import Note as Row


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
_NOTES = (
    select(
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
    .outerjoin(Staff, same(Staff, Row, "staff_id"))
    .outerjoin(
        _remover, and_(_remover.institution_id == Row.institution_id, _remover.staff_id == Row.removed_by)
    )
    .where(Row.institution_id == INSTITUTION)
    .order_by(Row.created_at.desc(), Row.note_id.desc())
)
_SHARED = Row.status != "draft"
# A draft is its author's alone; everything else both sides read.
_READABLE = or_(
    _SHARED,
    and_(Row.author == "student", Row.student_id == uuid("reading_student")),
    and_(Row.author == "staff", Row.staff_id == uuid("reading_staff")),
)
LATEST_SHARED = query(_NOTES.where(Row.student_id == STUDENT, _SHARED).limit(number("most_notes")), Note)
"""One student's latest notes that both sides read, tombstones included; no drafts, not even the asker's."""
_READABLE_BEFORE = query(
    _NOTES.where(
        Row.student_id == STUDENT,
        _READABLE,
        tuple_(Row.created_at, Row.note_id) < tuple_(moment("before"), uuid("before_note")),
    ).limit(number("limit")),
    Note,
)
_ONE = query(_NOTES.where(Row.student_id == STUDENT, Row.note_id == uuid("note_id"), _READABLE), Note)
_THIS = (Row.institution_id == INSTITUTION, Row.student_id == STUDENT, Row.note_id == uuid("note_id"))
_CONTENT = {
    "meeting_id": uuid("meeting_id"),
    "focus": word("focus"),
    "summary": word("summary"),
    "issues": bindparam("issues", type_=JSONB(none_as_null=True)),
    "referrals": bindparam("referrals", type_=JSONB(none_as_null=True)),
    "follow_up_on": day("follow_up_on"),
}
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        note_id=uuid("note_id"),
        author=word("author"),
        staff_id=uuid("staff_id"),
        status="draft",
        created_at=moment("now"),
        changed_at=moment("now"),
        **_CONTENT,
    )
)
_LOCK = query(select(Row.note_id).where(*_THIS).with_for_update())
_CHANGE = query(update(Row).where(*_THIS).values(changed_at=moment("now"), **_CONTENT))
_SHARE = query(
    update(Row).where(*_THIS).values(status="shared", shared_at=moment("now"), changed_at=moment("now"))
)
_DELETE_DRAFT = query(delete(Row).where(*_THIS, Row.status == "draft"))
_REMOVE = query(select(func.attune_remove_note(STUDENT, uuid("note_id"), word("reason"), moment("now"))), one)
_DROP_LEFT = query(
    "select attune_drop_left_drafts(:roles, :reaches, :training_required, :today, :days, :changed_before)",
    one,
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose drafts may be read besides what is shared: a student's, or a member of staff's."""

    student_id: StudentId | None
    staff_id: StaffId | None

    @property
    def parameters(self) -> dict[str, Any]:
        return {"reading_student": self.student_id, "reading_staff": self.staff_id}


async def list_readable(
    transaction: Transaction,
    student_id: StudentId,
    reader: Reader,
    *,
    before: tuple[datetime, NoteId],
    limit: int,
) -> list[Note]:
    """The student's notes that may be read, latest first, from the one before `before`."""
    return await transaction.fetch(
        _READABLE_BEFORE,
        student_id=student_id,
        before=before[0],
        before_note=before[1],
        limit=limit,
        **reader.parameters,
    )


async def get(transaction: Transaction, student_id: StudentId, note_id: NoteId, reader: Reader) -> Note:
    """Raises NotFound for a note that is not there for this reader, another's draft included."""
    found = await transaction.find(_ONE, student_id=student_id, note_id=note_id, **reader.parameters)
    if found is None:
        raise NotFound("there is no such note")
    return found


async def add(
    transaction: Transaction,
    student_id: StudentId,
    *,
    author: str,
    staff_id: StaffId | None,
    content: Mapping[str, Any],
    now: datetime,
) -> NoteId:
    """A draft with that content."""
    note_id = NoteId(uuid4())
    await transaction.execute(
        _ADD, student_id=student_id, note_id=note_id, author=author, staff_id=staff_id, now=now, **content
    )
    return note_id


async def lock(transaction: Transaction, student_id: StudentId, note_id: NoteId) -> None:
    """Let nobody else change the note until the transaction ends, if it may be changed at all."""
    await transaction.execute(_LOCK, student_id=student_id, note_id=note_id)


async def change(
    transaction: Transaction,
    student_id: StudentId,
    note_id: NoteId,
    content: Mapping[str, Any],
    now: datetime,
) -> None:
    await transaction.execute(_CHANGE, student_id=student_id, note_id=note_id, now=now, **content)


async def share(transaction: Transaction, student_id: StudentId, note_id: NoteId, now: datetime) -> None:
    await transaction.execute(_SHARE, student_id=student_id, note_id=note_id, now=now)


async def delete_draft(transaction: Transaction, student_id: StudentId, note_id: NoteId) -> None:
    """Delete a draft: nobody but its author has ever seen it."""
    await transaction.execute(_DELETE_DRAFT, student_id=student_id, note_id=note_id)


async def remove(
    transaction: Transaction, student_id: StudentId, note_id: NoteId, reason: str, now: datetime
) -> bool:
    """Take a shared note's content away, leaving who, when and why; False where there is none."""
    done: bool = await transaction.fetch_one(
        _REMOVE, student_id=student_id, note_id=note_id, reason=reason, now=now
    )
    return done


async def drop_left_drafts(
    transaction: Transaction, roles: AskedRoles, today: date, *, days: int, changed_before: datetime
) -> int:
    """Delete drafts of staff who see the student by none of the roles, today and for so many days.

    Those that were changed since stay. For the institution's own work; returns how many went.
    """
    dropped: int = await transaction.fetch_one(
        _DROP_LEFT,
        roles=roles.names,
        reaches=roles.reaches,
        training_required=roles.training_required,
        today=today,
        days=days,
        changed_before=changed_before,
    )
    return dropped
