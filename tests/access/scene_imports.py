"""What imports need: a file, and one that was sent before."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation, body_of

if TYPE_CHECKING:
    from tests.access.scene import Scene

PATH = "/v1/imports"
CONTENT = b"session,system,identifier,status\nL1,campus,S00001,present\n"
MEDIA_TYPE = "text/csv"
QUERY = {"kind": "attendance"}


async def _file(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"content": CONTENT, "media_type": MEDIA_TYPE, "query": QUERY}


async def _sent(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    service = scene.people["service"]
    headers = service.headers | {"Content-Type": MEDIA_TYPE}
    answer = await scene.world.client.post(PATH, content=CONTENT, params=QUERY, headers=headers)
    ids["import_id"] = answer.json()["import_id"]
    return {}


PREPARED: dict[str, Preparation] = {
    f"POST {PATH}": _file,
    "POST /v1/roster": body_of(lambda _scene: {"staff": [{"number": "P09999", "name": "Somebody new"}]}),
    f"GET {PATH}/{{import_id}}": _sent,
}
