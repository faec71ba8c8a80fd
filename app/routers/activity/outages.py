"""Outages: days on which a source is known to have been down, for administrators."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.actions.activity.record_outage import record_outage, remove_outage
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import ActingAdministrator, Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import OutageId
from app.schemas.activity.outages import OutageIn, OutageOut, OutagesOut, outage_out
from app.store.activity import outages

router = contract_router(
    "/v1/admin/outages",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("", summary="Recorded outages of sources")
async def list_outages(context: Administrator) -> OutagesOut:
    """Earliest first."""
    found = await outages.list_all(context.transaction)
    return OutagesOut(items=[outage_out(each) for each in found])


@router.post("", summary="Record an outage of a source", status_code=201)
async def record_source_outage(
    request: Request, response: Response, context: ActingAdministrator, outage: OutageIn
) -> OutageOut:
    """Its days are missing, not zero, in every score that looks at them; those are computed anew."""
    made = await record_outage(context, outage.source, outage.starts_on, outage.ends_before, outage.note)
    set_location(request, response, "read_source_outage", outage_id=made.outage_id)
    return outage_out(made)


@router.get("/{outage_id}", summary="One outage of a source", responses=describe(NotFound))
async def read_source_outage(context: Administrator, outage_id: Annotated[OutageId, Path()]) -> OutageOut:
    """When the source was down, and why."""
    return outage_out(await outages.get(context.transaction, outage_id))


@router.delete("/{outage_id}", summary="Take back an outage", status_code=204, responses=describe(NotFound))
async def remove_source_outage(context: ActingAdministrator, outage_id: Annotated[OutageId, Path()]) -> None:
    """Its days count again."""
    await remove_outage(context, outage_id)
