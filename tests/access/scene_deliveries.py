"""What other systems deliver, of the profile's own sources."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation, body_of
from tests.world import achieved, event, mark, register, session

if TYPE_CHECKING:
    from tests.access.scene import Scene


def _event_name(scene: "Scene") -> dict[str, Any]:
    named = event(scene.people["self"], scene.source, scene.world.yesterday)
    return {"events": [{key: named[key] for key in ("event_id", "system", "identifier")}]}


def _stage(scene: "Scene") -> dict[str, Any]:
    named = {"system": "campus", "identifier": scene.people["self"].number}
    return {"stages": [named | {"recorded_on": str(scene.world.yesterday), "stage": "planning"}]}


PREPARED: dict[str, Preparation] = {
    "POST /v1/events": body_of(lambda s: {"events": [event(s.people["self"], s.source, s.world.yesterday)]}),
    "POST /v1/events/removals": body_of(_event_name),
    "POST /v1/events/lookups": body_of(_event_name),
    "POST /v1/teaching-sessions": body_of(lambda s: {"sessions": [session("L2", s.world.yesterday)]}),
    "POST /v1/attendance": body_of(lambda s: {"records": [register(s.people["self"], "L1", "present")]}),
    "POST /v1/credits": body_of(lambda s: {"credits": [achieved(s.people["self"], "BIO1-18", 15)]}),
    "POST /v1/marks": body_of(lambda s: {"marks": [mark(s.people["self"], "ESSAY", 62)]}),
    "POST /v1/career-stages": body_of(_stage),
}
