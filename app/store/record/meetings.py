"""Meetings between a student and a member of staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import ColumnElement, insert, select, update

from app.errors import NotFound
from app.ids import MeetingId, StaffId, StudentId
from app.db.session import Session
from app.store.tables import Meeting as Row
from app.store.tables import Staff, Student


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


class ShownMeeting(NamedTuple):
    """What a dashboard shows of a meeting."""

    meeting_id: MeetingId
    staff_id: StaffId
    staff_name: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    status: str
    created_by: str


_COLUMNS = (
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


async def _list(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Meeting]:
    found = await session.execute(
        select(*_COLUMNS)
        .join(Staff, Staff.staff_id == Row.staff_id)
        .join(Student, Student.student_id == Row.student_id)
        .where(*conditions)
        .order_by(Row.starts_at, Row.meeting_id)
    )
    return list(starmap(Meeting, found))


async def list_for(
    session: Session, student_id: StudentId, first: datetime, before: datetime
) -> Sequence[Meeting]:
    """The student's meetings that begin from `first` to `before`, ascending."""
    return await _list(session, Row.student_id == student_id, Row.starts_at >= first, Row.starts_at < before)


async def list_of_person(
    session: Session, student_id: StudentId | None, staff_id: StaffId | None, first: datetime
) -> Sequence[Meeting]:
    """A person's own meetings since `first`: a student's, or those a member of staff holds."""
    mine = Row.student_id == student_id if student_id is not None else Row.staff_id == staff_id
    return await _list(session, mine, Row.starts_at >= first)


async def get(session: Session, student_id: StudentId, meeting_id: MeetingId) -> Meeting:
    found = await _list(session, Row.student_id == student_id, Row.meeting_id == meeting_id)
    if not found:
        raise NotFound("there is no such meeting")
    return found[0]


async def add(
    session: Session,
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
    await session.execute(
        insert(Row).values(
            student_id=student_id,
            meeting_id=meeting_id,
            staff_id=staff_id,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            status="planned",
            created_by=created_by,
            created_at=now,
            changed_at=now,
        )
    )
    return meeting_id


async def hold(session: Session, student_id: StudentId, meeting_id: MeetingId) -> None:
    """Let nobody else change the meeting until the transaction ends."""
    await session.execute(
        select(Row.meeting_id)
        .where(Row.student_id == student_id, Row.meeting_id == meeting_id)
        .with_for_update()
    )


async def cancel(session: Session, student_id: StudentId, meeting_id: MeetingId, now: datetime) -> None:
    await session.execute(
        update(Row)
        .where(Row.student_id == student_id, Row.meeting_id == meeting_id)
        .values(status="cancelled", changed_at=now)
    )
