"""Work in a thread of its own, with its own event loop: what computes for long does not hold up requests."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvloop

PAUSE = 10
"""Seconds until what failed begins anew."""
_log = logging.getLogger("attune")


@asynccontextmanager
async def in_thread(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """The work runs meanwhile, and is cut off at the end; what it does may be cut off anywhere.

    It must open what it needs (pools, connections) by itself: such things belong to one event loop. What
    fails begins anew.
    """
    stopping = threading.Event()
    under_way: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

    async def run() -> None:
        task = asyncio.ensure_future(_persistently(work))
        under_way.append((asyncio.get_running_loop(), task))
        if stopping.is_set():
            task.cancel()
        await asyncio.wait([task])

    thread = threading.Thread(target=lambda: uvloop.run(run()), name="attune-work", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        for loop, task in under_way:
            loop.call_soon_threadsafe(task.cancel)
        await asyncio.to_thread(thread.join)


async def _persistently(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Exception:  # noqa: BLE001 (a thread that ended for good would tell nobody)
            _log.exception("work in a thread of its own failed; it begins anew")
            await asyncio.sleep(PAUSE)
        else:
            return
