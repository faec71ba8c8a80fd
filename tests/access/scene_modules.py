"""What the operations on module runs and their resources need to succeed."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation, body_of

if TYPE_CHECKING:
    from tests.access.scene import Scene

RESOURCE = {"module_run": "BIO1-18", "resource": "slides-1", "title": "Slides of week 1"}


async def _taught(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["module_run_id"] = await scene.world.module_run_id("BIO1-18")
    entry = scene.world.profile.module_insight
    return {"headers": {"Attune-Purpose": entry.purposes[0]}} if entry is not None else {}


PREPARED: dict[str, Preparation] = {
    "POST /v1/module-resources": body_of(lambda _: {"resources": [RESOURCE]}),
    "GET /v1/module-runs/{module_run_id}/insight": _taught,
}
