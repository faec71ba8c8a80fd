"""Work in a thread of its own, with its own event loop: what computes for long does not hold up requests."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import uvloop


@asynccontextmanager
async def in_thread(work: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """The work runs meanwhile, and is cut off at the end; what it does may be cut off anywhere.

    It must open what it needs (pools, connections) by itself: such things belong to one event loop.
    """
    stopping = threading.Event()
    under_way: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[None]]] = []

    async def run() -> None:
        task = asyncio.ensure_future(work())
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
