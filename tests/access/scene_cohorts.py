"""What the operations on saved cohorts need to succeed."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from tests.access.scene import Scene

BODY = {"conditions": [{"kind": "level", "any_of": ["undergraduate"]}]}

LATEST = 10


def _body() -> dict[str, Any]:
    return BODY | {"name": f"Undergraduates {uuid4()}"}


async def _new(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"body": _body()}


async def _tutors(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """Another of the tutor's, who keeps the latest: nobody keeps as many as there are operations to ask."""
    kept = (await scene.people["tutor"].read("/v1/saved-cohorts", limit=200))["items"]
    for each in kept[: max(0, len(kept) - LATEST)]:
        await scene.people["tutor"].delete(f"/v1/saved-cohorts/{each['saved_cohort_id']}")
    made = await scene.people["tutor"].do("/v1/saved-cohorts", _body())
    ids["saved_cohort_id"] = made["saved_cohort_id"]
    return {}


async def _changed(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _tutors(scene, ids)
    return {"body": _body()}


PREPARED: dict[str, Any] = {
    "POST /v1/saved-cohorts": _new,
    "GET /v1/saved-cohorts/{saved_cohort_id}": _tutors,
    "PUT /v1/saved-cohorts/{saved_cohort_id}": _changed,
    "DELETE /v1/saved-cohorts/{saved_cohort_id}": _tutors,
    "GET /v1/saved-cohorts/{saved_cohort_id}/members": _tutors,
    "GET /v1/saved-cohorts/{saved_cohort_id}/events": _tutors,
}
