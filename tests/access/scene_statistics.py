"""What the operation on statistics needs to succeed: a published year, where the profile publishes any."""

from typing import TYPE_CHECKING, Any

from app.store.insight import statistics
from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _published(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["variable"] = "gender"
    if scene.world.profile.statistics is not None:
        async with scene.world.context() as context:
            await statistics.publish(context.transaction, 2018, context.today, context.now)
    return {}


PREPARED: dict[str, Preparation] = {"GET /v1/statistics/{variable}": _published}
