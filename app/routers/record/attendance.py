"""Attendance: what the register says, and what systems deliver of it."""

from typing import Annotated

from fastapi import APIRouter

from app.actions.record.read_attendance import read_attendance
from app.actions.governance.record_access import Seen
from app.actions.record.record_attendance import record_attendance
from app.actions.record.record_sessions import record_sessions
from app.actions.record.sections import open_section
from app.errors import (
    BadRequest,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    Unauthenticated,
)
from app.profiles.model import Section
from app.http.deps import Asker, DeliveringAttendance, reading
from app.http.problems import describe
from app.http.day_ranges import Days
from app.http.idempotency import RepeatableWrites
from app.schemas.record.attendance import (
    AttendanceOut,
    AttendanceRecordsIn,
    SessionsIn,
    attendance_item,
    attendance_out,
    session_item,
)
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out
from app.store.people.students import StudentRecord

router = APIRouter(route_class=RepeatableWrites, tags=["attendance"])


@router.get(
    "/students/{student_id}/attendance",
    summary="A student's attendance",
    responses=describe(Unauthenticated, Forbidden, NotFound, NotCollected, OutOfScope),
)
async def read_attendance_of_student(
    asking: Asker, student: Annotated[StudentRecord, reading(Seen.ATTENDANCE)], days: Days
) -> AttendanceOut:
    """Every session expected in these days with what the register says, counted by week, module and kind.

    A session that is over without a record is `no_record`; mandatory sessions are counted apart.
    """
    await open_section(asking, student.student_id, Section.ATTENDANCE)
    view = await read_attendance(asking, student.student_id, days.first, days.last)
    return attendance_out(days.first, days.last, view)


@router.post(
    "/teaching-sessions",
    summary="Deliver teaching sessions",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_teaching_sessions(asking: DeliveringAttendance, delivery: SessionsIn) -> DeliveryOut:
    """Record scheduled sessions by the timetable's codes; a known code is brought up to date."""
    return delivery_out(await record_sessions(asking, [session_item(each) for each in delivery.sessions]))


@router.post(
    "/attendance",
    summary="Deliver attendance",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_attendance_records(
    asking: DeliveringAttendance, delivery: AttendanceRecordsIn
) -> DeliveryOut:
    """Record who was expected and who came: present, absent or authorised absence, nothing else."""
    return delivery_out(await record_attendance(asking, [attendance_item(each) for each in delivery.records]))
