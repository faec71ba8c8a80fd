"""Record career stages: where students say they stand in their plans."""

from collections.abc import Sequence

from app.actions.context import Context
from app.actions.exchange.deliveries import EARLIEST, ItemResult, find_subjects, rejected, upsert_each
from app.retention.rules import Category
from app.store.record.tables import CareerStage
from app.wire.deliveries import CareerStageItem


async def record_career_stages(context: Context, items: Sequence[CareerStageItem]) -> list[ItemResult]:
    """Record stages by the day on which they were said."""
    subjects = await find_subjects(context, items)
    stages = context.profile.career_stages

    def to_row(item: CareerStageItem) -> dict[str, object] | ItemResult:
        if item.stage not in stages:
            return rejected(f"stage: must be one of {', '.join(stages)}")
        if not EARLIEST.date() <= item.recorded_on <= context.today:
            return rejected(f"recorded_on: lies in the future, or before {EARLIEST:%Y}")
        year = context.profile.academic_year(item.recorded_on)
        of = Category.SUPPORT, item.recorded_on
        student = subjects.known(item, year, None, "recorded_on", of)
        if isinstance(student, ItemResult):
            return student
        return {"student_id": student, "recorded_on": item.recorded_on, "stage": item.stage}

    return await upsert_each(context, CareerStage, [to_row(item) for item in items])
