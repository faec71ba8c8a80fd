"""Record career stages: where students say they stand in their plans."""

from collections.abc import Sequence

from app.actions.context import Context
from app.actions.exchange.deliveries import UNKNOWN_STUDENT, ItemResult, find_students, upsert_each
from app.store.record.tables import CareerStage
from app.wire.deliveries import CareerStageItem


async def record_career_stages(context: Context, items: Sequence[CareerStageItem]) -> list[ItemResult]:
    """Record stages by the day on which they were said."""
    people = await find_students(context, items)
    stages = context.profile.career_stages

    def to_row(item: CareerStageItem) -> dict[str, object] | str:
        if (item.system, item.identifier) not in people:
            return UNKNOWN_STUDENT
        if item.stage not in stages:
            return f"stage: must be one of {', '.join(stages)}"
        if item.recorded_on > context.today:
            return "recorded_on: lies in the future"
        return {
            "student_id": people[item.system, item.identifier],
            "recorded_on": item.recorded_on,
            "stage": item.stage,
        }

    return await upsert_each(context, CareerStage, [to_row(item) for item in items])
