"""Assemble copies: what students have asked for is made, and what has had its time is deleted."""

import logging

from app.actions.governance.copy_of_data import provide_copy
from app.db.identity import stores
from app.errors import Refusal
from app.jobs.runtime import OpenContext
from app.store.governance import copies

_log = logging.getLogger("attune")


async def assemble_copies(open_context: OpenContext) -> int:
    """Make every copy that an institution's students wait for; returns how many.

    One that cannot be made stops no other: it is tried again the next time, and stays in the queue of
    requests with its due date.
    """
    async with open_context() as context:
        await stores(context.transaction)
        await copies.purge(context.transaction, context.today)
        waiting = await copies.list_waiting(context.transaction)
    made = 0
    for each in waiting:
        try:
            async with open_context() as context:
                await stores(context.transaction)
                made += await provide_copy(context, each)
        except Refusal:
            raise
        except Exception:  # noqa: BLE001 (the others are not to wait for it)
            _log.exception("a copy could not be made; it is tried again")
    return made
