"""Purge idempotency keys: answers kept for repeated requests go when their day is over."""

import asyncio
import logging
from datetime import timedelta

from app.clock import Clock
from app.db.identity import as_watcher
from app.db.transaction import Database
from app.errors import Refusal
from app.store.exchange import idempotency_keys

EVERY = timedelta(minutes=15)
_log = logging.getLogger("attune")


async def keep_purging(database: Database, clock: Clock, every: timedelta = EVERY) -> None:
    """Delete what has had its time, again and again, until cancelled; copies of the service may all do it."""
    while True:
        try:
            async with as_watcher(database) as transaction:
                await idempotency_keys.purge(transaction, clock())
        except Refusal as refusal:
            _log.warning("purging idempotency keys put off: %s", refusal.code)
        except Exception:  # noqa: BLE001 (a job that ended for good would keep answers for good)
            _log.exception("purging idempotency keys failed; it is tried again")
        await asyncio.sleep(every.total_seconds())
