"""What administrators' operations need: periods, outages, scoring models, settings."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.access.preparing import Preparation, body_of

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _exam_period(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    far = scene.world.today + timedelta(days=300)
    body = {"title": "Later", "starts_on": str(far), "ends_before": str(far + timedelta(days=1))}
    made = await scene.people["admin"].do("/v1/admin/exam-periods", body)
    ids["exam_period_id"] = made["exam_period_id"]
    return {"body": body}


async def _outage(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    far = scene.world.today + timedelta(days=300)
    body = {
        "source": scene.source,
        "starts_on": str(far),
        "ends_before": str(far + timedelta(days=1)),
        "note": "To come.",
    }
    made = await scene.people["admin"].do("/v1/admin/outages", body)
    ids["outage_id"] = made["outage_id"]
    return {"body": body}


def _model(scene: "Scene") -> dict[str, Any]:
    coefficients = dict.fromkeys(("CLES", "ARTS"), scene.world.coefficients)
    return {"academic_year": 2030, "coefficients": coefficients, "note": "for a test"}


async def _drafted_model(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    model = _model(scene)
    made = await scene.people["admin"].do("/v1/admin/scoring-models", model)
    ids["scoring_model_id"] = made["scoring_model_id"]
    return {"body": model}


async def _trial(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _drafted_model(scene, ids)
    return {"body": {"scoring_model_id": ids["scoring_model_id"]}}


async def _movements(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _drafted_model(scene, ids)
    return {"query": {"scoring_model_id": ids["scoring_model_id"]}}


async def _unit(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["code"] = f"UNIT-{uuid4().hex[:8]}"
    return {"body": {"name": "A unit", "parent": "U"}}


PREPARED: dict[str, Preparation] = {
    "PUT /v1/admin/org-units/{code}": _unit,
    "POST /v1/admin/exam-periods": _exam_period,
    "GET /v1/admin/exam-periods/{exam_period_id}": _exam_period,
    "DELETE /v1/admin/exam-periods/{exam_period_id}": _exam_period,
    "POST /v1/admin/outages": _outage,
    "GET /v1/admin/outages/{outage_id}": _outage,
    "DELETE /v1/admin/outages/{outage_id}": _outage,
    "POST /v1/scoring-trials": _trial,
    "GET /v1/scoring-trials/movements": _movements,
    "POST /v1/admin/scoring-models": body_of(_model),
    "GET /v1/admin/scoring-models/{scoring_model_id}": _drafted_model,
    "POST /v1/admin/scoring-models/{scoring_model_id}/publication": _drafted_model,
    "PUT /v1/admin/settings": body_of(lambda _: {"settings": {}}),
}
