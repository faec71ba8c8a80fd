"""Purge what has had its time: answers kept for repeats, receipts of deliveries, reports of imports."""

import asyncio
import logging
from datetime import timedelta

from app.clock import Clock
from app.db.identity import as_watcher
from app.db.transaction import Database
from app.errors import Refusal
from app.store.exchange import delivery_receipts, idempotency_keys, imports

EVERY = timedelta(minutes=15)
RECEIPTS_KEPT_FOR = timedelta(days=90)
"""Long enough to find out what went wrong in a term; reports of imports likewise."""
LEFT_FOR = timedelta(days=7)
"""A file that nobody has worked on by then is deleted with its bytes."""
_log = logging.getLogger("attune")


async def keep_purging(database: Database, clock: Clock, every: timedelta = EVERY) -> None:
    """Delete what has had its time, again and again, until cancelled; copies of the service may all do it."""
    while True:
        try:
            async with as_watcher(database) as transaction:
                now = clock()
                await idempotency_keys.purge(transaction, now)
                await delivery_receipts.purge(transaction, now - RECEIPTS_KEPT_FOR)
                await imports.purge(transaction, now - RECEIPTS_KEPT_FOR, now - LEFT_FOR)
        except Refusal as refusal:
            _log.warning("purging put off: %s", refusal.code)
        except Exception:  # noqa: BLE001 (a job that ended for good would keep answers for good)
            _log.exception("purging failed; it is tried again")
        await asyncio.sleep(every.total_seconds())
