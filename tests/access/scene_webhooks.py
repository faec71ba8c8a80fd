"""What the operations on webhooks need to succeed: one of the administrator's."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation, body_of

if TYPE_CHECKING:
    from tests.access.scene import Scene

PATH = "/v1/webhooks"
BODY = {
    "address": "https://hooks.example.ac.uk/attune",
    "description": "The case system",
    "event_types": ["signal.raised"],
}
LATEST = 10


async def _made(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """Another one; the latest are kept: no institution has as many as there are operations to ask."""
    admin = scene.people["admin"]
    kept = (await admin.read(PATH))["items"]
    for each in kept[: max(0, len(kept) - LATEST)]:
        await admin.delete(f"{PATH}/{each['webhook_id']}")
    ids["webhook_id"] = (await admin.do(PATH, BODY))["webhook_id"]
    return {}


async def _to_change(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _made(scene, ids)
    return {"body": BODY | {"enabled": False}}


async def _to_replay(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _made(scene, ids)
    return {"body": {"since": scene.world.moment.now.isoformat()}}


async def _to_rotate(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _made(scene, ids)
    return {"body": {}}


PREPARED: dict[str, Preparation] = {
    f"POST {PATH}": body_of(lambda _scene: BODY),
    f"GET {PATH}/{{webhook_id}}": _made,
    f"PUT {PATH}/{{webhook_id}}": _to_change,
    f"DELETE {PATH}/{{webhook_id}}": _made,
    f"POST {PATH}/{{webhook_id}}/secret": _to_rotate,
    f"POST {PATH}/{{webhook_id}}/replay": _to_replay,
    f"GET {PATH}/{{webhook_id}}/deliveries": _made,
}
