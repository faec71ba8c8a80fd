"""Training: an administrator records who was trained to use these data, audited."""

from datetime import date, timedelta
from typing import Any

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Fault, InvalidInput
from app.ids import TrainingId
from app.store.people import staff, training
from app.store.people.training import TrainingRecord


async def record_training(
    context: StaffContext, staff_number: str, course: str, completed_on: date, ends_before: date | None
) -> TrainingRecord:
    """Counts from the day of completion; without an end, for as long as the profile says.

    Raises NotFound for an unknown member of staff, InvalidInput for days that make no sense.
    """
    staff_id = await staff.get_by_number(context.transaction, staff_number)
    faults = []
    if completed_on > context.today:
        faults.append(Fault("/body/completed_on", "lies in the future: record it once it is completed"))
    if ends_before is not None and ends_before <= completed_on:
        first = completed_on + timedelta(days=1)
        faults.append(Fault("/body/ends_before", f"must be from {first} on, or null"))
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    training_id = await training.add(
        context.transaction,
        staff_id,
        course=course,
        completed_on=completed_on,
        ends_before=ends_before or completed_on + timedelta(days=context.profile.training_valid_days),
    )
    recorded = await training.get(context.transaction, training_id)
    await audit_change(context, "training recorded", f"training/{training_id}", after=_audited(recorded))
    return recorded


async def list_training(context: StaffContext, staff_number: str) -> list[TrainingRecord]:
    """The member of staff's records, the latest completed first. Raises NotFound."""
    staff_id = await staff.get_by_number(context.transaction, staff_number)
    return await training.list_for(context.transaction, staff_id)


async def remove_training(context: StaffContext, training_id: TrainingId) -> None:
    """Take back a record that was made by mistake. Raises NotFound."""
    removed = await training.get(context.transaction, training_id)
    await training.remove(context.transaction, training_id)
    await audit_change(context, "training removed", f"training/{training_id}", before=_audited(removed))


def _audited(record: TrainingRecord) -> dict[str, Any]:
    return {
        "staff_number": record.staff.number,
        "course": record.course,
        "completed_on": str(record.completed_on),
        "ends_before": str(record.ends_before),
    }
