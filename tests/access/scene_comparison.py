"""What operations of comparison need: a choice."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _to_choose(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"body": {"compares": True}}


PREPARED: dict[str, Preparation] = {"PUT …/comparison/choice": _to_choose}
