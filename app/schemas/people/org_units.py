"""Org units."""

from typing import Literal

from pydantic import Field

from app.ids import OrgUnitId
from app.schemas.base import In, Name, Out
from app.store.people.org_units import OrgUnit


class OrgUnitIn(In):
    name: Name
    kind: Literal["college", "unit"] = "unit"
    parent: Name | None = Field(default=None, description="The code of the org unit above it.")


class OrgUnitOut(Out):
    org_unit_id: OrgUnitId
    code: str
    name: str
    kind: Literal["college", "unit"]
    parent: str | None


class OrgUnitsOut(Out):
    items: list[OrgUnitOut]


def org_unit_out(unit: OrgUnit) -> OrgUnitOut:
    return OrgUnitOut.model_validate(
        {
            "org_unit_id": unit.org_unit_id,
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind,
            "parent": unit.parent,
        }
    )
