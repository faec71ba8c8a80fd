"""Attendance: what the register says, and what systems deliver of it."""

from typing import Annotated

from app.actions.exchange.deliveries import DeliveryKind, deliver
from app.actions.record.attendance import ATTENDANCE, Attendance
from app.actions.record.record_attendance import record_attendance
from app.actions.record.record_sessions import record_sessions
from app.errors import (
    BadRequest,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http.day_ranges import day_range
from app.http.deps import DeliveringAttendance, DryRun
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import shown
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out, read_items
from app.schemas.record.attendance import (
    AttendanceOut,
    AttendanceRecordsIn,
    SessionsIn,
    attendance_item,
    attendance_out,
    session_item,
)

router = contract_router("/v1", route_class=RepeatableWrites, tags=["attendance"])


@router.get(
    "/students/{student_id}/attendance",
    summary="A student's attendance",
    responses=describe(Unauthenticated, Forbidden, SectionRestricted, NotFound, NotCollected, OutOfScope),
)
async def read_attendance_of_student(
    attendance: Annotated[Attendance, shown(ATTENDANCE, ATTENDANCE, days=day_range)],
) -> AttendanceOut:
    """Every session expected in these days with what the register says, counted by week, module and kind.

    A session that is over without a record is `no_record`; mandatory sessions are counted apart.
    """
    return attendance_out(attendance)


@router.post(
    "/teaching-sessions",
    summary="Deliver teaching sessions",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_teaching_sessions(
    context: DeliveringAttendance, delivery: SessionsIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Record scheduled sessions by the timetable's codes; a known code is brought up to date."""
    items = read_items(delivery.sessions, session_item)
    kind = DeliveryKind.TEACHING_SESSIONS
    return delivery_out(await deliver(context, kind, items, record_sessions, dry_run=dry_run))


@router.post(
    "/attendance",
    summary="Deliver attendance",
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)
async def record_attendance_records(
    context: DeliveringAttendance, delivery: AttendanceRecordsIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Record who was expected and who came: present, absent or authorised absence, nothing else."""
    items = read_items(delivery.records, attendance_item)
    kind = DeliveryKind.ATTENDANCE
    return delivery_out(await deliver(context, kind, items, record_attendance, dry_run=dry_run))
