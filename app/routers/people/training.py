"""Training records: who was trained to use these data, for administrators."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.actions.people import training as actions
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import TrainingId
from app.schemas.base import Name
from app.schemas.people.training import TrainingIn, TrainingOut, TrainingRecordsOut, training_out

router = contract_router(
    "/v1/admin/training-records",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden, NotFound),
)


@router.get("", summary="Somebody's training")
async def list_training_records(
    context: Administrator,
    staff_number: Annotated[Name, Query(description="The number of the member of staff.")],
) -> TrainingRecordsOut:
    """Every training of the member of staff with that number, the latest completed first."""
    found = await actions.list_training(context, staff_number)
    return TrainingRecordsOut(items=[training_out(each) for each in found])


@router.post("", summary="Record a training", status_code=201)
async def record_training(
    request: Request, response: Response, context: Administrator, training: TrainingIn
) -> TrainingOut:
    """From the day of completion on, roles that need training open students again; until it ends."""
    recorded = await actions.record_training(
        context, training.staff_number, training.course, training.completed_on, training.ends_before
    )
    set_location(request, response, "list_training_records", {"staff_number": training.staff_number})
    return training_out(recorded)


@router.delete("/{training_id}", summary="Take back a training record", status_code=204)
async def remove_training(
    context: Administrator, training_id: Annotated[TrainingId, Path(description="The record's id.")]
) -> None:
    """For a record that was made by mistake; it counts no more from the next request on."""
    await actions.remove_training(context, training_id)
