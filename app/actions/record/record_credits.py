"""Record credits: what students have achieved by module runs, as the student record system tells them."""

from collections.abc import Sequence

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.exchange.deliveries import (
    ItemResult,
    date_fault,
    find_subjects,
    not_counted,
    rejected,
    unknown,
    upsert_each,
)
from app.calendars.calendar import DAY
from app.retention.rules import Category
from app.scoring.models import AcademicYear
from app.store.people import modules
from app.store.record.tables import AchievedCredits
from app.wire.deliveries import CreditsItem

MOST_CREDITS = 1000
CREDITS_RULE = f"must be from 0 to {MOST_CREDITS}"


async def record_credits(context: Context, items: Sequence[CreditsItem]) -> list[ItemResult]:
    """Record what was achieved by each module run; a later word replaces an earlier one."""
    if (refused := not_counted(context, SectionName.GRADES, items)) is not None:
        return refused
    runs = await modules.runs_by_code(context.transaction, {item.module_run for item in items})
    subjects = await find_subjects(context, items, (run.module_run_id for run in runs.values()))

    def to_row(item: CreditsItem) -> dict[str, object] | ItemResult:
        if not 0 <= item.credits <= MOST_CREDITS:
            return rejected(f"credits: {CREDITS_RULE}")
        run = runs.get(item.module_run)
        if run is None:
            return unknown("module_run: no module run has this code")
        achieved = item.achieved_on
        if achieved and (fault := date_fault(context, "achieved_on", achieved, run)) is not None:
            return rejected(fault)
        year = AcademicYear(run.academic_year)
        of = Category.GRADES, achieved or run.ends_before - DAY
        student = subjects.known(item, year, run.module_run_id, "module_run", of)
        if isinstance(student, ItemResult):
            return student
        return {
            "student_id": student,
            "module_run_id": run.module_run_id,
            "credits": item.credits,
            "achieved_on": achieved,
        }

    return await upsert_each(context, AchievedCredits, [to_row(item) for item in items])
