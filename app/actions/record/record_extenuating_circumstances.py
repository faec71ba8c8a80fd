"""Record extenuating circumstances: for which days they were approved, and under which reference."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app.actions.context import Context
from app.actions.engagement.settle_silence import settle_silence
from app.actions.exchange.deliveries import EARLIEST, ItemResult, find_subjects, rejected, upsert_each
from app.calendars.calendar import DAY
from app.ids import StudentId
from app.retention.rules import Category
from app.store.people import students
from app.store.record.exclusion_tables import ExtenuatingCircumstance
from app.wire.deliveries import CircumstanceItem

LONGEST = timedelta(days=366)


async def record_extenuating_circumstances(
    context: Context, items: Sequence[CircumstanceItem]
) -> list[ItemResult]:
    """Record spells by their approval's reference; a later word replaces an earlier one.

    Signals about days that count no longer end at once.
    """
    subjects = await find_subjects(context, items)

    def to_row(item: CircumstanceItem) -> dict[str, Any] | ItemResult:
        if fault := _fault(item):
            return rejected(fault)
        year = context.profile.academic_year(item.starts_on)
        of = Category.ATTENDANCE, item.ends_before - DAY
        student = subjects.known(item, year, None, "starts_on", of)
        if isinstance(student, ItemResult):
            return student
        return {
            "student_id": student,
            "reference": item.reference,
            "starts_on": item.starts_on,
            "ends_before": item.ends_before,
            "withdrawn": item.withdrawn,
        }

    rows = [to_row(item) for item in items]
    changed = sorted({StudentId(row["student_id"]) for row in rows if isinstance(row, dict)})
    await students.lock(context.transaction, changed)
    recorded = await upsert_each(context, ExtenuatingCircumstance, rows)
    await settle_silence(context, changed)
    return recorded


def _fault(item: CircumstanceItem) -> str | None:
    if item.starts_on < EARLIEST.date():
        return f"starts_on: lies before {EARLIEST:%Y}"
    if item.ends_before <= item.starts_on:
        return "ends_before: must be later than starts_on"
    if item.ends_before - item.starts_on > LONGEST:
        return f"ends_before: makes the spell longer than {LONGEST.days} days"
    return None
