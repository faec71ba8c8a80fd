"""Again and again: how the service does work besides answering, until it is cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from app.errors import Refusal

_log = logging.getLogger("attune")


async def again_and_again(what: str, work: Callable[[], Awaitable[object]], every: timedelta) -> None:
    """Do the work, wait, do it again. What fails is logged under `what`, and tried again the next time."""
    while True:
        try:
            await work()
        except Refusal as refusal:
            _log.warning("%s put off: %s", what, refusal.code)
        except Exception:  # noqa: BLE001 (work that ended for good would be missed by nobody for long)
            _log.exception("%s failed; it is tried again", what)
        await asyncio.sleep(every.total_seconds())
