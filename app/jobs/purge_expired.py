"""Purge what has had its time: answers kept for repeats, receipts, reports of imports, marks of launches."""

from datetime import timedelta

from app.clock import Clock
from app.db.identity import as_watcher
from app.db.transaction import Database
from app.jobs.again_and_again import again_and_again
from app.store import institutions
from app.store.exchange import delivery_receipts, idempotency_keys, imports, launch_marks

EVERY = timedelta(minutes=15)
RECEIPTS_KEPT_FOR = timedelta(days=90)
"""Long enough to find out what went wrong in a term; reports of imports likewise."""
MARKS_KEPT_FOR = timedelta(minutes=5)
"""Beyond their time: the clocks of two copies of the service may differ."""
LEFT_FOR = timedelta(days=7)
"""A file that nobody has worked on by then is deleted with its bytes."""


async def keep_purging(database: Database, clock: Clock, every: timedelta = EVERY) -> None:
    """Delete what has had its time, again and again, until cancelled; copies of the service may all do it."""

    async def purge() -> None:
        async with as_watcher(database) as transaction:
            now, here = clock(), await institutions.list_ids_here(transaction)
            await idempotency_keys.purge(transaction, here, now)
            await delivery_receipts.purge(transaction, here, now - RECEIPTS_KEPT_FOR)
            await launch_marks.purge(transaction, now - MARKS_KEPT_FOR)
            await imports.purge(transaction, here, now - RECEIPTS_KEPT_FOR, now - LEFT_FOR)

    await again_and_again("purging", purge, every)
