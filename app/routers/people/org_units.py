"""Org units: the institution's tree, for administrators."""

from typing import Annotated

from fastapi import Path

from app.actions.people import org_units as actions
from app.errors import Forbidden, PreconditionFailed, Unauthenticated
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.preconditions import IfNoneMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.base import Name
from app.schemas.people.org_units import OrgUnitIn, OrgUnitOut, OrgUnitsOut, org_unit_out
from app.store.people import org_units

router = contract_router(
    "/v1/admin/org-units",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("", summary="The institution's tree")
async def list_org_units(context: Administrator) -> OrgUnitsOut:
    """Every org unit with its parent, by code."""
    found = await org_units.list_all(context.transaction)
    return OrgUnitsOut(items=[org_unit_out(each) for each in found])


@router.put("/{code}", summary="Make or change an org unit", responses=describe(PreconditionFailed))
async def record_org_unit(
    context: Administrator,
    code: Annotated[Name, Path(description="The institution's own code.", examples=["CLES"])],
    unit: OrgUnitIn,
    seen: IfNoneMatch,
) -> OrgUnitOut:
    """The org unit with that code, under its parent."""
    known = await actions.lock_org_unit(context, code)
    seen.check(None if known is None else org_unit_out(known))
    changed = await actions.record_org_unit(context, code, unit.name, unit.kind, unit.parent)
    return org_unit_out(changed)
