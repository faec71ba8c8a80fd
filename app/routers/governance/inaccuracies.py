"""Known inaccuracies of the data, for administrators: everybody sees the open ones with the data."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.actions.governance import inaccuracies as actions
from app.errors import Conflict, Forbidden, NotFound, Unauthenticated
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import InaccuracyId
from app.schemas.governance.inaccuracies import (
    InaccuraciesOut,
    InaccuracyClosingIn,
    InaccuracyIn,
    InaccuracyOut,
    inaccuracy_out,
)
from app.store.governance import inaccuracies

router = contract_router(
    "/v1/admin/known-inaccuracies",
    route_class=RepeatableWrites,
    tags=["data quality"],
    responses=describe(Unauthenticated, Forbidden),
)

InaccuracyPath = Annotated[InaccuracyId, Path(description="The inaccuracy's id.")]


@router.get("", summary="What is known to be wrong with the data")
async def list_known_inaccuracies(context: Administrator) -> InaccuraciesOut:
    """Open and closed, the latest first."""
    found = await inaccuracies.list_all(context.transaction)
    return InaccuraciesOut(items=[inaccuracy_out(each) for each in found])


@router.post("", summary="Say what is wrong with the data", status_code=201)
async def record_known_inaccuracy(
    request: Request, response: Response, context: Administrator, inaccuracy: InaccuracyIn
) -> InaccuracyOut:
    """From now on it is shown with the section's data of those days, to everybody, until it is closed."""
    made = await actions.open_inaccuracy(
        context,
        inaccuracy.section,
        inaccuracy.source,
        inaccuracy.first_day,
        inaccuracy.last_day,
        inaccuracy.words,
    )
    set_location(request, response, "read_known_inaccuracy", inaccuracy_id=made.known.inaccuracy_id)
    return inaccuracy_out(made)


@router.get("/{inaccuracy_id}", summary="One known inaccuracy", responses=describe(NotFound))
async def read_known_inaccuracy(context: Administrator, inaccuracy_id: InaccuracyPath) -> InaccuracyOut:
    """What is or was wrong, who said so, and how it was put right."""
    return inaccuracy_out(await inaccuracies.get(context.transaction, inaccuracy_id))


@router.post(
    "/{inaccuracy_id}/closing", summary="Close a known inaccuracy", responses=describe(NotFound, Conflict)
)
async def record_inaccuracy_closing(
    context: Administrator, inaccuracy_id: InaccuracyPath, closing: InaccuracyClosingIn
) -> InaccuracyOut:
    """It is shown with the data no more."""
    return inaccuracy_out(await actions.close_inaccuracy(context, inaccuracy_id, closing.reason))
