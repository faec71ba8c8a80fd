"""Record attendance: who was expected, and what the register says."""

from collections.abc import Sequence

from app.actions.exchange.deliveries import UNKNOWN_STUDENT, Answer, find_students, upsert_each
from app.actions.context import Here
from app.attendance.register import Status
from app.store.record import attendance
from app.store.tables import Attendance
from app.wire.deliveries import AttendanceItem


async def record_attendance(here: Here, items: Sequence[AttendanceItem]) -> list[Answer]:
    """Record who was expected and who came; a later word replaces an earlier one."""
    people = await find_students(here, items)
    sessions = await attendance.sessions_by_code(
        here.session, here.institution.institution_id, {item.session for item in items}
    )

    def place(item: AttendanceItem) -> dict[str, object] | str:
        if item.session not in sessions:
            return "session: no session has this code"
        if (item.system, item.identifier) not in people:
            return UNKNOWN_STUDENT
        if item.status is not None and item.status not in set(Status):
            return f"status: must be one of {', '.join(Status)}, or absent"
        return {
            "student_id": people[item.system, item.identifier],
            "session_id": sessions[item.session],
            "status": item.status,
        }

    return await upsert_each(here, Attendance, [place(item) for item in items])
