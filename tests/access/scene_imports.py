"""What imports need: a file, and one that was sent before."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene

PATH = "/v1/imports"
FILE = {
    "content": b"session,system,identifier,status\nL1,campus,S00001,present\n",
    "media_type": "text/csv",
    "query": {"kind": "attendance"},
}


async def _file(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return dict(FILE)


async def _sent(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    service = scene.people["service"]
    headers = service.headers | {"Content-Type": FILE["media_type"]}
    answer = await scene.world.client.post(
        PATH, content=FILE["content"], params=FILE["query"], headers=headers
    )
    ids["import_id"] = answer.json()["import_id"]
    return {}


PREPARED: dict[str, Preparation] = {
    f"POST {PATH}": _file,
    f"GET {PATH}/{{import_id}}": _sent,
}
