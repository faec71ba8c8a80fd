"""Record attendance: who was expected, and what the register says."""

from collections.abc import Sequence

from app.actions.context import Context
from app.actions.exchange.deliveries import UNKNOWN_STUDENT, ItemResult, find_students, upsert_each
from app.attendance.register import Status
from app.store.record import attendance
from app.store.record.tables import Attendance
from app.wire.deliveries import AttendanceItem


async def record_attendance(context: Context, items: Sequence[AttendanceItem]) -> list[ItemResult]:
    """Record who was expected and who came; a later word replaces an earlier one."""
    people = await find_students(context, items)
    sessions = await attendance.sessions_by_code(context.transaction, {item.session for item in items})

    def to_row(item: AttendanceItem) -> dict[str, object] | str:
        if item.session not in sessions:
            return "session: no session has this code"
        if (item.system, item.identifier) not in people:
            return UNKNOWN_STUDENT
        if item.status is not None and item.status not in set(Status):
            return f"status: must be one of {', '.join(Status)}, or be left out"
        return {
            "student_id": people[item.system, item.identifier],
            "session_id": sessions[item.session],
            "status": item.status,
        }

    return await upsert_each(context, Attendance, [to_row(item) for item in items])
