"""Org units."""

from typing import Literal

from pydantic import Field

from app.ids import OrgUnitId
from app.schemas.base import In, Name, Out, shown_as
from app.schemas.made_up import COLLEGE, COLLEGE_CODE, COLLEGE_NAME, UNIVERSITY, UNIVERSITY_NAME
from app.store.people.org_units import OrgUnit

_UNIVERSITY = {
    "org_unit_id": UNIVERSITY,
    "code": "UNI",
    "name": UNIVERSITY_NAME,
    "kind": "unit",
    "parent": None,
}
_INPUT = {"name": COLLEGE_NAME, "kind": "college", "parent": _UNIVERSITY["code"]}
_COLLEGE = {"org_unit_id": COLLEGE, "code": COLLEGE_CODE, **_INPUT}


class OrgUnitIn(In):
    model_config = shown_as(_INPUT)

    name: Name
    """What it is called."""
    kind: Literal["college", "unit"] = "unit"
    """A `college` has coefficients of its own; a `unit` has none."""
    parent: Name | None = Field(default=None, description="The code of the org unit above it.")


class OrgUnitOut(Out):
    model_config = shown_as(_COLLEGE)

    org_unit_id: OrgUnitId
    """The org unit's id."""
    code: str
    """The institution's own code of it."""
    name: str
    """What it is called."""
    kind: Literal["college", "unit"]
    """A `college` has coefficients of its own; a `unit` has none."""
    parent: str | None
    """The code of the org unit above it; null at the top."""


class OrgUnitsOut(Out):
    model_config = shown_as({"items": [_COLLEGE, _UNIVERSITY]})

    items: list[OrgUnitOut]
    """By code."""


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
