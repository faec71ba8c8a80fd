"""What operations about who is in charge of a student need: tutorships, grants, training, teams, cases."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.access.vocabulary import Reach
from tests import roles
from tests.access.everybody import role_of
from tests.access.preparing import REASON, Preparation, body_of

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _tutorship(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    body = {
        "student_number": scene.people["self"].number,
        "staff_number": (await scene.world.tutor()).number,
        "starts_on": str(scene.world.yesterday),
    }
    return {"body": body}


async def _tutorship_to_end(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    made = await _tutorship(scene, ids)
    await scene.people["admin"].do("/v1/admin/tutorships", made["body"])
    return {"body": made["body"] | {"ends_before": str(scene.world.today)}}


def _asked_grant(scene: "Scene") -> dict[str, Any]:
    today = scene.world.today
    return REASON | {
        "role": role_of(scene.world, Reach.GRANT, roles.SITE_EXPLORER),
        "org_unit": None,
        "starts_on": str(today),
        "ends_before": str(today + timedelta(days=30)),
    }


async def _grant_to_decide(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    head = scene.people["head"]
    ids["grant_id"] = await scene.world.grant(head, roles.DEPARTMENT_HEAD, "CLES", status="requested")
    return {"body": REASON | {"decision": "refused"}}


async def _grant_in_force(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["grant_id"] = await scene.world.grant(scene.people["head"], roles.DEPARTMENT_HEAD, "ARTS")
    return {"body": REASON}


async def _grant_to_review(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _grant_in_force(scene, ids)
    return {}


async def _staff_number(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"query": {"staff_number": scene.people["tutor"].number}}


def _training(scene: "Scene") -> dict[str, Any]:
    number = scene.people["tutor"].number
    return {"staff_number": number, "course": "For a test", "completed_on": str(scene.world.today)}


async def _trained(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    made = await scene.people["admin"].do("/v1/admin/training-records", _training(scene))
    ids["training_id"] = made["training_id"]
    return {}


async def _new_team(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["code"] = f"TEAM-{uuid4().hex[:8]}"
    return {"body": {"name": "A team", "role": role_of(scene.world, Reach.ASSIGNMENT, roles.WELLBEING_TEAM)}}


async def _team(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """A team of somebody else, which nobody has joined since."""
    ids["code"] = await scene.world.team(
        await scene.world.tutor(), role_of(scene.world, Reach.ASSIGNMENT, roles.WELLBEING_TEAM)
    )
    number = scene.people["tutor"].number
    return {"body": {"staff_number": number, "starts_on": str(scene.world.today)}}


async def _team_to_leave(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    made = await _team(scene, ids)
    await scene.people["admin"].do(f"/v1/admin/teams/{ids['code']}/members", made["body"])
    return {"body": made["body"] | {"ends_before": str(scene.world.today + timedelta(days=1))}}


async def _case(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _team(scene, ids)
    return {"body": REASON | {"team": ids["code"]}}


async def _open_case(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    made = await _case(scene, ids)
    opened = await scene.people["tutor"].do(f"{scene.people['self'].path}/assignments", made["body"])
    ids["assignment_id"] = opened["assignment_id"]
    return {"body": REASON}


async def _number(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"query": {"student_number": scene.people["self"].number}}


PREPARED: dict[str, Preparation] = {
    "POST /v1/student-searches": body_of(lambda scene: {"text": scene.people["self"].number}),
    "GET /v1/admin/tutorships": _number,
    "POST /v1/admin/tutorships": _tutorship,
    "POST /v1/admin/tutorships/endings": _tutorship_to_end,
    "POST /v1/grants": body_of(_asked_grant),
    "GET /v1/grants/{grant_id}": _grant_to_decide,
    "POST /v1/grants/{grant_id}/decision": _grant_to_decide,
    "POST /v1/grants/{grant_id}/revocation": _grant_in_force,
    "POST /v1/grants/{grant_id}/review": _grant_to_review,
    "GET /v1/admin/training-records": _staff_number,
    "POST /v1/admin/training-records": body_of(_training),
    "DELETE /v1/admin/training-records/{training_id}": _trained,
    "PUT /v1/admin/teams/{code}": _new_team,
    "GET /v1/admin/teams/{code}/members": _team,
    "POST /v1/admin/teams/{code}/members": _team,
    "POST /v1/admin/teams/{code}/members/endings": _team_to_leave,
    "POST …/assignments": _case,
    "POST …/assignments/{assignment_id}/closing": _open_case,
}
