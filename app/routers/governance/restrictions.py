"""Restrictions: data that are stored and not used, until a student has been told that it ends."""

from typing import Annotated

from app.actions.governance import restrict
from app.errors import Conflict, Forbidden, NotFound, Unauthenticated
from app.http.deps import ACTS_AS_INSTITUTION, AnyUser, OwnRecord, RequestAnswerer, StudentPath
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.governance.restrictions import (
    LiftingIn,
    RestrictionOut,
    RestrictionsOut,
    restriction_out,
)
from app.store.governance import restrictions

router = contract_router(
    "/v1/students/{student_id}",
    route_class=RepeatableWrites,
    tags=["rights"],
    responses=describe(Unauthenticated, Forbidden),
)
Lifting = Annotated[RequestAnswerer, ACTS_AS_INSTITUTION]


@router.get("/restrictions", summary="What of my data is stored only", responses=describe(NotFound))
async def list_restrictions(context: AnyUser, student_id: OwnRecord) -> RestrictionsOut:
    """What is, or was, not used for anything else, and what was said when that ended."""
    found = await restrictions.list_for(context.transaction, student_id)
    return RestrictionsOut(items=[restriction_out(each) for each in found])


@router.post("/restriction/lifting", summary="Lift a restriction", responses=describe(NotFound, Conflict))
async def record_restriction_lifting(
    context: Lifting, student_id: StudentPath, lifting: LiftingIn
) -> RestrictionOut:
    """The data are used again from now on; the next run makes the scores. The student was told before."""
    return restriction_out(
        await restrict.lift(context, student_id, lifting.purpose, lifting.told_on, lifting.notice)
    )
