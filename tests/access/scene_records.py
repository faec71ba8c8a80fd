"""What anybody reads of an institution: it names the institution, and needs no token."""

from typing import TYPE_CHECKING, Any

from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _here(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["code"] = scene.world.institution.code
    return {}


PREPARED: dict[str, Preparation] = {
    f"GET /v1/institutions/{{code}}/{what}": _here
    for what in (
        "about",
        "about.html",
        "predictions",
        "predictions.html",
        "processing-register",
        "processing-register.csv",
        "processing-register.html",
    )
}
