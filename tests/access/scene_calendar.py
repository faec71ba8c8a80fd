"""What the operations on exemptions, the calendar, visas and review lists need to succeed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation
from tests.world import OPENING, approval

if TYPE_CHECKING:
    from tests.access.scene import Scene

AUTUMN = {"terms": [{"title": "Autumn", "starts_on": "2030-09-23", "ends_before": "2030-12-14"}]}
"""A calendar of the academic year 2030."""


def _days(scene: "Scene") -> dict[str, Any]:
    """Others each time: an exemption that is there already is a conflict."""
    scene.world.made += 1
    first = scene.world.today + timedelta(days=scene.world.made % 300)
    return {
        "reason": next(iter(scene.world.profile.exemptions.reasons)),
        "starts_on": str(first),
        "ends_before": str(first + timedelta(days=7)),
    }


async def _exemption(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"body": _days(scene)}


async def _exemption_to_end(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    body = _days(scene)
    made = await scene.people["tutor"].do(f"{scene.people['self'].path}/exemptions", body)
    ids["exemption_id"] = made["exemption_id"]
    return {"body": {"ends_before": body["starts_on"]}}


async def _approval(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    world = scene.world
    return {"body": {"circumstances": [approval(scene.people["self"], "EC-1", world.yesterday, world.today)]}}


async def _decision_on_a_gap(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    gap = {"gap_first_day": str(OPENING), "decision": "no_report", "reason": "For a test."}
    return {"body": gap}


async def _calendar_of_a_year(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["academic_year"] = 2030
    return {"body": AUTUMN}


PREPARED: dict[str, Preparation] = {
    "POST …/visa-decisions": _decision_on_a_gap,
    "PUT /v1/admin/calendar/{academic_year}": _calendar_of_a_year,
    "POST …/exemptions": _exemption,
    "POST …/exemptions/{exemption_id}/ending": _exemption_to_end,
    "POST /v1/extenuating-circumstances": _approval,
}
