"""What an operation needs to succeed for whoever may: how a file `scene_<subject>.py` says it."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.access.scene import Scene

Preparation = Callable[["Scene", dict[str, Any]], Awaitable[dict[str, Any]]]
"""Fills in ids of the path; gives the `body` (or `content` with its `media_type`), `headers` and the `query`, if any."""

REASON = {"reason": "For a test."}


def as_sent(made: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    """What is prepared, as the client takes it: JSON, unless it is something else."""
    headers = headers | made.get("headers", {})
    if "content" in made:
        return {"content": made["content"], "headers": headers | {"Content-Type": made["media_type"]}}
    return {"json": made.get("body"), "headers": headers}


def body_of(make: "Callable[[Scene], Any]") -> Preparation:
    """A body, and nothing that must be there before."""

    async def prepare(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
        return {"body": make(scene)}

    return prepare
