"""Meetings between a student and a member of staff."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import any_, insert, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from app.db.query import INSTITUTION, STUDENT, STUDENTS, moment, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import MeetingId, StaffId, StudentId
from app.store.people.tables import Staff, Student
from app.store.record.tables import Meeting as Row


@dataclass(frozen=True, slots=True)
class Meeting:
    meeting_id: MeetingId
    student_id: StudentId
    student_name: str | None
    staff_id: StaffId
    staff_name: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    status: str
    created_by: str
    created_at: datetime
    changed_at: datetime


_MEETINGS = (
    select(
        Row.meeting_id,
        Row.student_id,
        Student.name,
        Row.staff_id,
        Staff.name,
        Row.starts_at,
        Row.ends_at,
        Row.place,
        Row.status,
        Row.created_by,
        Row.created_at,
        Row.changed_at,
    )
    .join(Staff, same(Staff, Row, "staff_id"))
    .join(Student, same(Student, Row, "student_id"))
    .where(Row.institution_id == INSTITUTION)
    .order_by(Row.starts_at, Row.meeting_id)
)
BETWEEN = query(
    _MEETINGS.where(
        Row.student_id == STUDENT,
        Row.starts_at >= moment("meetings_from"),
        Row.starts_at < moment("meetings_before"),
    ),
    Meeting,
)
"""One student's meetings that begin in a stretch of time, ascending."""
NEXT = query(
    _MEETINGS.where(Row.student_id == any_(STUDENTS), Row.status == "planned", Row.starts_at >= moment("now"))
    .order_by(None)
    .order_by(Row.student_id, Row.starts_at, Row.meeting_id)
    .ext(distinct_on(Row.student_id)),
    Meeting,
)
"""The next meeting of each of the students that has one planned."""
_ONE = query(_MEETINGS.where(Row.student_id == STUDENT, Row.meeting_id == uuid("meeting_id")), Meeting)
_SINCE = Row.starts_at >= moment("meetings_from")
_OF_STUDENT = query(_MEETINGS.where(Row.student_id == STUDENT, _SINCE), Meeting)
_OF_STAFF = query(_MEETINGS.where(Row.staff_id == uuid("staff_id"), _SINCE), Meeting)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        meeting_id=uuid("meeting_id"),
        staff_id=uuid("staff_id"),
        starts_at=moment("starts_at"),
        ends_at=moment("ends_at"),
        place=word("place"),
        status="planned",
        created_by=word("created_by"),
        created_at=moment("now"),
        changed_at=moment("now"),
    )
)
_THIS = (
    Row.institution_id == INSTITUTION, Row.student_id == STUDENT, Row.meeting_id == uuid("meeting_id"),
)  # fmt: skip
_LOCK = query(select(Row.meeting_id).where(*_THIS).with_for_update())
_CANCEL = query(update(Row).where(*_THIS).values(status="cancelled", changed_at=moment("now")))


async def list_of_person(
    transaction: Transaction, student_id: StudentId | None, staff_id: StaffId | None, since: datetime
) -> list[Meeting]:
    """A person's own meetings since a moment: a student's, or those a member of staff holds."""
    if student_id is not None:
        return await transaction.fetch(_OF_STUDENT, student_id=student_id, meetings_from=since)
    return await transaction.fetch(_OF_STAFF, staff_id=staff_id, meetings_from=since)


async def get(transaction: Transaction, student_id: StudentId, meeting_id: MeetingId) -> Meeting:
    """Raises NotFound."""
    found = await transaction.find(_ONE, student_id=student_id, meeting_id=meeting_id)
    if found is None:
        raise NotFound("there is no such meeting")
    return found


async def add(
    transaction: Transaction,
    student_id: StudentId,
    staff_id: StaffId,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str | None,
    created_by: str,
    now: datetime,
) -> MeetingId:
    meeting_id = MeetingId(uuid4())
    await transaction.execute(
        _ADD,
        student_id=student_id,
        meeting_id=meeting_id,
        staff_id=staff_id,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        created_by=created_by,
        now=now,
    )
    return meeting_id


async def lock(transaction: Transaction, student_id: StudentId, meeting_id: MeetingId) -> None:
    """Let nobody else change the meeting until the transaction ends."""
    await transaction.execute(_LOCK, student_id=student_id, meeting_id=meeting_id)


async def cancel(
    transaction: Transaction, student_id: StudentId, meeting_id: MeetingId, now: datetime
) -> None:
    await transaction.execute(_CANCEL, student_id=student_id, meeting_id=meeting_id, now=now)
