"""What the reference needs: which codes are asked for."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _modules(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"query": {"of": "modules"}}


PREPARED: dict[str, Preparation] = {"GET /v1/reference/codes": _modules}
