"""Org units: an administrator makes and changes the institution's tree, audited."""

from typing import Any

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Fault, InvalidInput
from app.store.people import org_units, roster
from app.store.people.org_units import OrgUnit


async def lock_org_unit(context: StaffContext, code: str) -> OrgUnit | None:
    """The org unit with that code, if there is one; the tree stays as it is until the transaction ends."""
    await roster.lock_roster(context.transaction)
    return next((unit for unit in await org_units.list_all(context.transaction) if unit.code == code), None)


async def record_org_unit(
    context: StaffContext, code: str, name: str, kind: str, parent: str | None
) -> OrgUnit:
    """Make or change an org unit. Raises InvalidInput for a parent that is unknown or below it."""
    # One change of the tree at a time, imports too: two could each make the other's unit their parent.
    await roster.lock_roster(context.transaction)
    known = {unit.code: unit for unit in await org_units.list_all(context.transaction)}
    if parent is not None and parent not in known:
        raise _wrong_parent()
    parent_id = None if parent is None else known[parent].org_unit_id
    await org_units.record(context.transaction, code=code, name=name, kind=kind, parent_id=parent_id)
    if code in await org_units.list_circular(context.transaction):
        raise _wrong_parent()
    after = next(unit for unit in await org_units.list_all(context.transaction) if unit.code == code)
    before = known.get(code)
    await audit_change(
        context,
        "org unit changed" if before else "org unit made",
        f"org_unit/{after.org_unit_id}",
        before=None if before is None else _audited(before),
        after=_audited(after),
    )
    return after


def _wrong_parent() -> InvalidInput:
    rule = "must be another org unit that is not below this one"
    return InvalidInput("see `errors`", faults=[Fault("/body/parent", rule)])


def _audited(unit: OrgUnit) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind, "parent": unit.parent}
