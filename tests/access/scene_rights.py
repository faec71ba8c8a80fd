"""What students ask of their data: requests, copies, corrections."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.jobs.assemble_copies import assemble_copies
from tests.access.preparing import Preparation
from tests.world import session

if TYPE_CHECKING:
    from tests.access.scene import Scene

OBJECTION = {"kind": "objection", "message": "I would rather not."}


async def _asked(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """An open objection of the student's; none where the institution takes none here."""
    ids["request_id"] = uuid4()
    if scene.world.profile.answering_roles:
        ids["request_id"] = await _open(scene)
    return {"body": {"outcome": "refused", "reason": "It is needed."}}


async def _open(scene: "Scene") -> Any:
    student = scene.people["self"]
    await student.post(f"{student.path}/requests", OBJECTION)  # 409: one is open
    listed = (await student.read(f"{student.path}/requests"))["items"]
    return next(
        each["request_id"]
        for each in listed
        if (each["kind"], each["purpose"]) == ("objection", None) and each["state"] != "answered"
    )


async def _stands(scene: "Scene", request_id: Any, state: str) -> None:
    await scene.world.sql(
        "update rights_requests set state = :state where institution_id = :institution_id"
        " and request_id = :request_id",
        state=state,
        request_id=request_id,
    )


async def _to_move(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """An open objection that goes on."""
    await _asked(scene, ids)
    await _stands(scene, ids["request_id"], "received")
    return {"body": {"step": "identity_asked", "reason": "Show your card, please."}}


async def _to_inform(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """An open objection that waits for the student."""
    await _asked(scene, ids)
    await _stands(scene, ids["request_id"], "paused")
    return {"body": {"message": "I mean my lecture recordings."}}


async def _copied(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """A copy of the student's data, made."""
    student = scene.people["self"]
    ids["request_id"] = uuid4()
    if scene.world.profile.answering_roles:
        await student.post(f"{student.path}/requests", {"kind": "access"})
        await assemble_copies(scene.world.context)
        ids["request_id"] = (await student.read(f"{student.path}/copies"))["items"][0]["request_id"]
    return {}


async def _to_ask(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"body": {"kind": "access"}}


async def _to_challenge(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    """A session of the student's that is over, and that nobody has challenged."""
    world, code = scene.world, f"C-{uuid4().hex[:8]}"
    await world.hold_sessions(session(code, world.yesterday))
    statement = (
        "select session_id from teaching_sessions where institution_id = :institution_id and code = :code"
    )
    ((session_id,),) = await world.sql(statement, code=code)
    said = {"kind": "attendance", "session_id": str(session_id), "what_is_wrong": "I was there."}
    return {"body": said | {"should_be": {"status": "present"}}}


async def _challenged(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """A correction without a decision; none where the institution takes none here."""
    student, said = scene.people["self"], await _to_challenge(scene, ids)
    ids["correction_id"] = uuid4()
    if scene.world.profile.answering_roles:
        made = await student.do(f"{student.path}/corrections", said["body"])
        ids["correction_id"] = made["correction_id"]
    return {"body": {"decision": "refused", "reason": "The register says otherwise."}}


PREPARED: dict[str, Preparation] = {
    "POST …/requests": _to_ask,
    "GET …/requests/{request_id}": _asked,
    "GET …/requests/{request_id}/copy": _copied,
    "GET …/requests/{request_id}/copy.html": _copied,
    "GET …/copies": _copied,
    "POST …/requests/{request_id}/information": _to_inform,
    "GET /v1/requests/{request_id}": _asked,
    "POST /v1/requests/{request_id}/steps": _to_move,
    "POST /v1/requests/{request_id}/answer": _asked,
    "POST …/corrections": _to_challenge,
    "GET …/corrections/{correction_id}": _challenged,
    "POST /v1/corrections/{correction_id}/decision": _challenged,
}
