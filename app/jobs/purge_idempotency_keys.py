"""Forget answers: what is kept for repeats goes when its day is over, asked for again or not."""

import asyncio
import logging
from datetime import timedelta

from app.clock import Clock
from app.errors import Refusal
from app.store.exchange import idempotency_keys as kept_answers
from app.db.asking import as_operator
from app.db.admission import Gate

EVERY = timedelta(minutes=15)
_log = logging.getLogger("attune")


async def keep_forgetting(gate: Gate, clock: Clock, every: timedelta = EVERY) -> None:
    """Delete what has had its time, again and again, until cancelled; copies of the service may all do it."""
    while True:
        try:
            async with gate.entry(), as_operator(gate.engine) as session:
                await kept_answers.forget(session, clock())
        except Refusal as refusal:
            _log.warning("forgetting kept answers put off: %s", refusal.code)
        except Exception:  # noqa: BLE001 (a job that ended for good would keep answers for good)
            _log.exception("forgetting kept answers failed; it is tried again")
        await asyncio.sleep(every.total_seconds())
