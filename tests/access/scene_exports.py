"""What exports need: a purpose, which a system states as well."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _purpose(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    entry = scene.world.profile.exports
    ids["dataset"] = "students"
    return {"headers": {"Attune-Purpose": min(entry.purposes if entry else ["none"])}}


PREPARED: dict[str, Preparation] = {"GET /v1/exports/{dataset}": _purpose}
