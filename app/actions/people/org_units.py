"""Org units: an administrator makes and changes the institution's tree, audited."""

from collections.abc import Mapping
from typing import Any

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Fault, InvalidInput
from app.store.people import org_units
from app.store.people.org_units import OrgUnit


async def record_org_unit(
    context: StaffContext, code: str, name: str, kind: str, parent: str | None
) -> OrgUnit:
    """Make or change an org unit. Raises InvalidInput for a parent that is unknown or below it."""
    known = {unit.code: unit for unit in await org_units.list_all(context.transaction)}
    if parent is not None and (parent not in known or code in _line(parent, known)):
        rule = "must be another org unit that is not below this one"
        raise InvalidInput("see `errors`", faults=[Fault("/body/parent", rule)])
    parent_id = None if parent is None else known[parent].org_unit_id
    await org_units.record(context.transaction, code=code, name=name, kind=kind, parent_id=parent_id)
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


def _line(code: str, known: Mapping[str, OrgUnit]) -> set[str]:
    """The code and everything above it."""
    line: set[str] = set()
    at: str | None = code
    while at is not None and at not in line:
        line.add(at)
        at = known[at].parent
    return line


def _audited(unit: OrgUnit) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind, "parent": unit.parent}
