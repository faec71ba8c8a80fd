"""Erasure and restriction: what they need to be there."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.access.vocabulary import Duty
from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene

PURPOSE = "made_up"
"""No section is for it: nobody sees less by such a restriction."""


async def _to_erase(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """An open request for erasure; none where the institution takes none here."""
    ids["request_id"] = uuid4()
    if scene.world.profile.answering_roles:
        student = scene.people["self"]
        await student.post(f"{student.path}/requests", {"kind": "erasure"})  # 409: one is open
        listed = (await student.read(f"{student.path}/requests"))["items"]
        ids["request_id"] = next(
            each["request_id"] for each in listed if (each["kind"], each["state"]) == ("erasure", "received")
        )
    return {}


async def _erased(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """A student of their own who was erased."""
    ids["request_id"] = uuid4()
    profile = scene.world.profile
    roles = [
        name for name in profile.answering_roles if Duty.ANSWER_REQUESTS in profile.role_rules[name].duties
    ]
    if roles:
        student, officer = await scene.world.student(), await scene.world.tutor(roles[0])
        asked = await student.do(f"{student.path}/requests", {"kind": "erasure"})
        ids["request_id"] = asked["request_id"]
        details = {"how": "delete", "confirm": student.number}
        body = {"outcome": "upheld", "reason": "It is your right.", "details": details}
        await officer.do(f"/v1/requests/{ids['request_id']}/answer", body)
    return {}


async def _restricted(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    world = scene.world
    async with world.owner() as owner:
        await owner.execute(
            "insert into restrictions (institution_id, student_id, restriction_id, purpose, request_id,"
            " restricted_at, restricted_by) select $1, $2, gen_random_uuid(), $3, gen_random_uuid(), now(),"
            " staff_id from staff where institution_id = $1 limit 1 on conflict do nothing",
            world.institution.institution_id,
            scene.people["self"].id,
            PURPOSE,
        )
    return {"body": {"purpose": PURPOSE, "told_on": str(world.today), "notice": "It ends today."}}


PREPARED: dict[str, Preparation] = {
    "GET /v1/requests/{request_id}/erasure-preview": _to_erase,
    "GET /v1/requests/{request_id}/erasure": _erased,
    "GET /v1/requests/{request_id}/erasure.html": _erased,
    "POST …/restriction/lifting": _restricted,
}
