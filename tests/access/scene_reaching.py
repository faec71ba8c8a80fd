"""What operations of reaching out need: objectives, remarks, referrals, groups, prepared messages."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.access.vocabulary import Reach, SectionName
from tests import roles
from tests.access.everybody import role_of
from tests.access.preparing import REASON, Preparation, body_of

if TYPE_CHECKING:
    from tests.access.scene import Scene
    from tests.world import Person


def _is_collected(scene: "Scene") -> bool:
    return SectionName.SUPPORT in scene.world.profile.sections


def _objective(scene: "Scene") -> dict[str, Any]:
    return {"title": "Read a chapter.", "due_on": str(scene.world.today + timedelta(days=7))}


async def _set_by(scene: "Scene", ids: dict[str, Any], who: str) -> dict[str, Any]:
    ids["objective_id"] = uuid4()
    if _is_collected(scene):
        path = f"{scene.people['self'].path}/objectives"
        ids["objective_id"] = (await scene.people[who].do(path, _objective(scene)))["objective_id"]
    return {"body": _objective(scene)}


async def _tutors_objective(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    return await _set_by(scene, ids, "tutor")


async def _read_objective(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _set_by(scene, ids, "tutor")
    return {}


async def _progress(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _set_by(scene, ids, "tutor")
    return {"body": {"words": "Half of it is read."}}


async def _to_close(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _set_by(scene, ids, "tutor")
    return {"body": {"outcome": "achieved"}}


def _remark(scene: "Scene") -> dict[str, Any]:
    return {"section": "engagement", "first_day": str(scene.world.yesterday), "words": "I read on paper."}


async def _remark_to_make(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    """One at a time: a student has room for some remarks only."""
    student = scene.people["self"]
    for each in (await student.read(f"{student.path}/remarks"))["items"]:
        await student.delete(f"{student.path}/remarks/{each['remark_id']}")
    return {"body": _remark(scene)}


async def _own_remark(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    made, student = await _remark_to_make(scene, ids), scene.people["self"]
    ids["remark_id"] = (await student.do(f"{student.path}/remarks", made["body"]))["remark_id"]
    return {}


def _of_the_service(scene: "Scene") -> "Person":
    return scene.people.get("services", scene.people["team"])


async def _referral(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    role = role_of(scene.world, Reach.ASSIGNMENT, roles.WELLBEING_TEAM)
    body = {
        "team": await scene.world.team(_of_the_service(scene), role),
        "about": "Would like to talk about money.",
        "agreed_on": str(scene.world.today),
        "agreed_how": "in_person",
    }
    return {"body": body}


async def _referred(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["referral_id"] = uuid4()
    if scene.world.profile.services:
        made = await _referral(scene, ids)
        path = f"{scene.people['self'].path}/referrals"
        ids["referral_id"] = (await scene.people["tutor"].do(path, made["body"]))["referral_id"]
    return {}


async def _taken(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _referred(scene, ids)
    if scene.world.profile.services:
        path = f"{scene.people['self'].path}/referrals/{ids['referral_id']}/taking"
        await _of_the_service(scene).do(path, None)
    return {"body": {"answer": "Come and see us."}}


async def _referral_to_close(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _referred(scene, ids)
    return {"body": REASON | {"outcome": "helped"}}


def _group(scene: "Scene") -> dict[str, Any]:
    starts = scene.world.moment.now + timedelta(days=1)
    return {
        "title": "A workshop",
        "about": "Two hours of writing.",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "students": [str(scene.people["self"].id)],
    }


async def _invited(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["group_intervention_id"] = uuid4()
    if _is_collected(scene):
        made = await scene.people["tutor"].do("/v1/group-interventions", _group(scene))
        ids["group_intervention_id"] = made["group_intervention_id"]
    return {}


async def _joined(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _invited(scene, ids)
    if _is_collected(scene):
        path = f"/v1/group-interventions/{ids['group_intervention_id']}/joining"
        await scene.people["self"].do(path, None)
    return {}


def _preparation(scene: "Scene") -> dict[str, Any]:
    template = next(iter(scene.world.profile.message_templates), "none")
    return {"template": template, "students": [str(scene.people["self"].id)]}


PREPARED: dict[str, Preparation] = {
    "POST …/objectives": body_of(_objective),
    "GET …/objectives/{objective_id}": _read_objective,
    "PUT …/objectives/{objective_id}": _tutors_objective,
    "POST …/objectives/{objective_id}/progress": _progress,
    "POST …/objectives/{objective_id}/closing": _to_close,
    "POST …/remarks": _remark_to_make,
    "DELETE …/remarks/{remark_id}": _own_remark,
    "POST …/referrals": _referral,
    "POST …/referrals/{referral_id}/taking": _referred,
    "POST …/referrals/{referral_id}/answer": _taken,
    "POST …/referrals/{referral_id}/closing": _referral_to_close,
    "POST …/referrals/{referral_id}/withdrawal": _referred,
    "POST /v1/group-interventions": body_of(_group),
    "GET /v1/group-interventions/{group_intervention_id}": _invited,
    "POST /v1/group-interventions/{group_intervention_id}/joining": _invited,
    "POST /v1/group-interventions/{group_intervention_id}/leaving": _joined,
    "POST /v1/prepared-messages": body_of(_preparation),
}
