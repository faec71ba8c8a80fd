"""What the operations on exemptions, the calendar, visas and review lists need to succeed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests import roles
from tests.access.preparing import REASON, Preparation
from tests.world import OPENING, approval, register, session

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
    made = await scene.people["tutor"].post(f"{scene.people['self'].path}/exemptions", body)
    ids["exemption_id"] = made.json().get("exemption_id", uuid4())
    return {"body": {"ends_before": body["starts_on"]}}


async def _approval(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    world = scene.world
    return {"body": {"circumstances": [approval(scene.people["self"], "EC-1", world.yesterday, world.today)]}}


async def _decision_on_a_gap(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    gap = {"gap_first_day": str(OPENING), "decision": "no_report", "reason": "For a test."}
    return {"body": gap}


async def _list_to_review(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """A new one each time, by a new reviewer: a decision stands."""
    world, student = scene.world, scene.people["self"]
    days = [world.today - timedelta(weeks=n) for n in (1, 2, 3)]
    await world.hold_sessions(*(session(f"GONE-{day}", day) for day in days))
    await world.register(*(register(student, f"GONE-{day}", "absent") for day in days))
    reviewer = await world.tutor(roles.SENIOR_TUTOR)
    await world.grant(reviewer, roles.SENIOR_TUTOR, "CLES")
    made = await reviewer.post("/v1/review-lists", None)
    ids["review_list_id"] = made.json().get("review_list_id", uuid4())
    return {}


async def _student_to_review(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _list_to_review(scene, ids)
    return {"body": REASON | {"decision": "contact"}}


async def _calendar_of_a_year(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["academic_year"] = 2030
    return {"body": AUTUMN}


PREPARED: dict[str, Preparation] = {
    "POST …/visa-decisions": _decision_on_a_gap,
    "GET /v1/review-lists/{review_list_id}": _list_to_review,
    "POST /v1/review-lists/{review_list_id}/students/{student_id}/decision": _student_to_review,
    "PUT /v1/admin/calendar/{academic_year}": _calendar_of_a_year,
    "POST …/exemptions": _exemption,
    "POST …/exemptions/{exemption_id}/ending": _exemption_to_end,
    "POST /v1/extenuating-circumstances": _approval,
}
