"""What operations of predictions need: models, drafted and signed for where the institution makes predictions."""

from itertools import count
from typing import TYPE_CHECKING, Any

from app.prediction.model import Bin
from tests.access.preparing import Preparation
from tests.prediction.documents import PATH, document
from tests.prediction.made_up import small_model

if TYPE_CHECKING:
    from tests.access.scene import Scene

_NUMBERS = count(1)
SIGNATURE = {"groups": "deprivation", "reason": "So few students: it comes by chance."}


def _document(scene: "Scene", **figures: Any) -> dict[str, Any]:
    """Another one each time, of a day of its own."""
    number = next(_NUMBERS)
    made = small_model(intercept=number / 1_024, weeks=(4 + number % 40,), cut_off_day=7 * (4 + number % 40))
    return document(made, **figures)


async def _drafted(scene: "Scene", ids: dict[str, Any], **figures: Any) -> dict[str, Any]:
    body = _document(scene, **figures)
    ids["version"] = body["model"]["version"]
    if scene.world.profile.prediction is not None:
        await scene.people["admin"].do(PATH, body)
    return body


async def _to_draft(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"body": _document(scene)}


async def _to_read(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _drafted(scene, ids)
    return {}


async def _to_sign(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _drafted(scene, ids, gap=0.2)
    return {"body": SIGNATURE}


async def _to_publish(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _drafted(scene, ids)
    return {"body": {}}


async def _to_act(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    """What an adviser of the student is told of the module; without predictions, nothing."""
    told = await _told(scene)
    if told is None and scene.world.profile.prediction is not None:
        made = small_model(
            intercept=next(_NUMBERS) / 1_024, weeks=(8,), cut_off_day=56, bins=(Bin(0.0, 900, 600),)
        )
        await scene.people["admin"].do(PATH, document(made))
        await scene.people["admin"].do(f"{PATH}/{made.version}/publication", {})
        told = await _told(scene)
    seen = told or {"model": "0", "about": 70}
    run = str(await scene.world.module_run_id("BIO1-18"))
    said = {"module_run_id": run, "model": seen["model"], "about": seen["about"], "did": "talked"}
    return {"body": said}


async def _told(scene: "Scene") -> dict[str, Any] | None:
    path = f"{scene.people['self'].path}/expectation"
    answer = await scene.people["tutor"].get(path)
    modules = answer.json()["modules"] if answer.is_success else []
    return next((each["told"] for each in modules if each["code"] == "BIO1-18"), None)


PREPARED: dict[str, Preparation] = {
    "POST /v1/prediction-models": _to_draft,
    "GET /v1/prediction-models/{version}": _to_read,
    "GET /v1/prediction-models/{version}/card": _to_read,
    "POST /v1/prediction-models/{version}/exceptions": _to_sign,
    "POST /v1/prediction-models/{version}/publication": _to_publish,
    "POST …/expectation/acts": _to_act,
}
