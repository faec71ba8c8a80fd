"""Record marks: submissions and provisional marks, as the student record system tells them."""

from collections.abc import Sequence
from math import isfinite

from app.actions.context import Context
from app.actions.exchange.deliveries import UNKNOWN_STUDENT, ItemResult, find_students, upsert_each
from app.store.people import modules
from app.store.record.tables import Submission
from app.wire.deliveries import MarkItem

HIGHEST = 100


async def record_marks(context: Context, items: Sequence[MarkItem]) -> list[ItemResult]:
    """Record submissions and marks; a later word replaces an earlier one."""
    people = await find_students(context, items)
    assessments = await modules.assessments_by_code(context.transaction)

    def to_row(item: MarkItem) -> dict[str, object] | str:
        if item.assessment not in assessments:
            return "assessment: no assessment has this code"
        if (item.system, item.identifier) not in people:
            return UNKNOWN_STUDENT
        if item.mark is not None and not (isfinite(item.mark) and 0 <= item.mark <= HIGHEST):
            return f"mark: must be from 0 to {HIGHEST}"
        return {
            "student_id": people[item.system, item.identifier],
            "assessment_id": assessments[item.assessment],
            "submitted_on": item.submitted_on,
            "mark": item.mark,
            "carried_over": item.carried_over,
        }

    return await upsert_each(context, Submission, [to_row(item) for item in items])
