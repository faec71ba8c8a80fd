"""What the reference needs: which codes are asked for."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _modules(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["code_list"] = "modules"
    return {}


PREPARED: dict[str, Preparation] = {"GET /v1/reference/{code_list}": _modules}
