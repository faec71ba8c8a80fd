"""What operations on sources under governance and on known inaccuracies need."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests import roles
from tests.access.preparing import REASON, Preparation, body_of

if TYPE_CHECKING:
    from tests.access.scene import Scene

ASKED = {"consulted": "The Students' Union", "said": "Agreed for a test."}


def _proposal(_scene: "Scene") -> dict[str, Any]:
    return {
        "source": f"made_up_{uuid4().hex[:12]}",
        "title": "Made up",
        "kind": "library",
        "what": "Made up for a test.",
        "why": "Made up for a test.",
        "whose_data": "Nobody's in particular.",
        "retention": "Not at all.",
    }


async def _proposed(scene: "Scene", ids: dict[str, Any]) -> None:
    """A proposal on which somebody was consulted; none where nobody governs sources."""
    ids["proposal_id"] = uuid4()
    if scene.world.profile.source_governance is None:
        return
    made = await scene.people["admin"].do("/v1/source-proposals", _proposal(scene))
    ids["proposal_id"] = made["proposal_id"]
    asked = ASKED | {"consulted_on": str(scene.world.yesterday)}
    await scene.people["admin"].do(f"/v1/source-proposals/{made['proposal_id']}/consultations", asked)


async def _decision(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _proposed(scene, ids)
    return {"body": {"decision": "approved", **REASON}}


async def _consultation(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _proposed(scene, ids)
    return {"body": ASKED | {"consulted_on": str(scene.world.yesterday)}}


async def _active(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """An approved one, by somebody of the board who is not asked later."""
    await _proposed(scene, ids)
    rules = scene.world.profile.role_rules.items()
    board = next((name for name, rule in rules if "govern" in rule.duties), roles.BOARD)
    if scene.world.profile.source_governance is not None:
        if "board" not in scene.world.kept:
            scene.world.kept["board"] = await scene.world.tutor(board)
        decision = {"decision": "approved", **REASON}
        await scene.world.kept["board"].do(f"/v1/source-proposals/{ids['proposal_id']}/decision", decision)
    return {"body": REASON}


async def _suspended(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _active(scene, ids)
    if "board" in scene.world.kept:
        await scene.world.kept["board"].do(f"/v1/source-proposals/{ids['proposal_id']}/suspension", REASON)
    return {"body": REASON}


def _review(scene: "Scene") -> dict[str, Any]:
    return {"reviewed_on": str(scene.world.today), "found": "Nothing, for a test."}


async def _reviewed(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _active(scene, ids)
    return {"body": _review(scene)}


def _inaccuracy(scene: "Scene") -> dict[str, Any]:
    day = str(scene.world.yesterday)
    return {"section": "engagement", "first_day": day, "last_day": day, "words": "Made up for a test."}


async def _known(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    made = await scene.people["admin"].do("/v1/admin/known-inaccuracies", _inaccuracy(scene))
    ids["inaccuracy_id"] = made["inaccuracy_id"]
    return {"body": REASON}


async def _check(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """The check that asks the least of roles."""
    ids["check"] = "test_students"
    return {}


PREPARED: dict[str, Preparation] = {
    "POST /v1/source-proposals": body_of(_proposal),
    "GET /v1/source-proposals/{proposal_id}": _decision,
    "POST /v1/source-proposals/{proposal_id}/consultations": _consultation,
    "POST /v1/source-proposals/{proposal_id}/decision": _decision,
    "POST /v1/source-proposals/{proposal_id}/suspension": _active,
    "POST /v1/source-proposals/{proposal_id}/resumption": _suspended,
    "POST /v1/source-proposals/{proposal_id}/retirement": _active,
    "POST /v1/source-proposals/{proposal_id}/review": _reviewed,
    "POST /v1/service-reviews": body_of(_review),
    "GET /v1/data-quality/{check}/students": _check,
    "POST /v1/admin/known-inaccuracies": body_of(_inaccuracy),
    "GET /v1/admin/known-inaccuracies/{inaccuracy_id}": _known,
    "POST /v1/admin/known-inaccuracies/{inaccuracy_id}/closing": _known,
}
