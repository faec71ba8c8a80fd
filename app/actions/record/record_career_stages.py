"""Record career stages: where students say they stand in their plans."""

from collections.abc import Sequence

from app.actions.exchange.deliveries import UNKNOWN_STUDENT, Answer, find_students, upsert_each
from app.actions.context import Here
from app.store.tables import CareerStage
from app.wire.deliveries import CareerStageItem


async def record_career_stages(here: Here, items: Sequence[CareerStageItem]) -> list[Answer]:
    """Record stages by the day on which they were said."""
    people = await find_students(here, items)
    stages = here.profile.career_stages

    def place(item: CareerStageItem) -> dict[str, object] | str:
        if (item.system, item.identifier) not in people:
            return UNKNOWN_STUDENT
        if item.stage not in stages:
            return f"stage: must be one of {', '.join(stages)}"
        if item.recorded_on > here.today:
            return "recorded_on: lies in the future"
        return {
            "student_id": people[item.system, item.identifier],
            "recorded_on": item.recorded_on,
            "stage": item.stage,
        }

    return await upsert_each(here, CareerStage, [place(item) for item in items])
