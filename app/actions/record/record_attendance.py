"""Record attendance: who was expected, and what the register says."""

from collections.abc import Sequence
from typing import Any

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.exchange.deliveries import (
    ItemOutcome,
    ItemResult,
    find_subjects,
    not_counted,
    rejected,
    unknown,
    upsert_each,
)
from app.attendance.register import Status
from app.ids import StudentId
from app.retention.rules import Category
from app.rights.vocabulary import CorrectionKind
from app.store.engagement import signal_progress
from app.store.governance import corrections
from app.store.governance.corrections import CORRECTED, stays_out
from app.store.record import attendance
from app.store.record.tables import Attendance
from app.wire.deliveries import AttendanceItem


async def record_attendance(context: Context, items: Sequence[AttendanceItem]) -> list[ItemResult]:
    """Record who was expected and who came; a later word replaces an earlier one.

    One that says again what was corrected at the student's request does not.
    """
    if (refused := not_counted(context, SectionName.ATTENDANCE, items)) is not None:
        return refused
    sessions = await attendance.sessions_by_code(context.transaction, {item.session for item in items})
    subjects = await find_subjects(context, items, (each.module_run_id for each in sessions.values()))
    corrected = await corrections.accepted(
        context.transaction, CorrectionKind.ATTENDANCE, subjects.people.values()
    )
    profile = context.profile

    def to_row(item: AttendanceItem) -> dict[str, Any] | ItemResult:
        if item.status is not None and item.status not in set(Status):
            return rejected(f"status: must be one of {', '.join(Status)}, or be left out")
        session = sessions.get(item.session)
        if session is None:
            return unknown("session: no session has this code")
        day = profile.day(session.starts_at)
        year, of = profile.academic_year(day), (Category.ATTENDANCE, day)
        student = subjects.known(item, year, session.module_run_id, "session", of)
        if isinstance(student, ItemResult):
            return student
        if stays_out(corrected, (student, session.session_id), item.status):
            return ItemResult(ItemOutcome.CONFLICT, f"status: {CORRECTED}")
        return {"student_id": student, "session_id": session.session_id, "status": item.status}

    rows = [to_row(item) for item in items]
    recorded = await upsert_each(context, Attendance, rows)
    if context.profile.signals is not None:
        day_of = {each.session_id: profile.day(each.starts_at) for each in sessions.values()}
        changed = {
            (StudentId(row["student_id"]), day_of[row["session_id"]]) for row in rows if isinstance(row, dict)
        }
        await signal_progress.mark_days(context.transaction, changed)
    return recorded
