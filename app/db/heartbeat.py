"""The heartbeat: a connection of its own asks the database again and again whether it is there.

When no answer comes, admission closes, and every request that waits inside is refused at once, whatever
statement it is in: no deadline has to guess how long a good statement may take.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from app.db.admission import Admission
from app.db.pool import Connection, driver_url

BEAT_SECONDS = 0.3
"""How often the database is asked whether it is there."""
ANSWER_SECONDS = 1.0
"""How long its answer may take. With the beat, well below the two seconds that an answer may take."""


@asynccontextmanager
async def watched(admission: Admission, url: str) -> AsyncIterator[None]:
    """Meanwhile admission is open while the database answers, and closed while it does not."""
    watch = asyncio.create_task(_watch(admission, driver_url(url)))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.wait([watch])


async def _watch(admission: Admission, url: str) -> None:
    while True:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await _beat(admission, url)
        admission.close()
        await asyncio.sleep(BEAT_SECONDS)


async def _beat(admission: Admission, url: str) -> None:
    """Ask again and again, until no answer comes."""
    # A connect that is cut off half-way leaves complaints behind; it ends by itself soon enough.
    connecting = asyncio.create_task(asyncpg.connect(url, timeout=ANSWER_SECONDS))
    try:
        connection = await asyncio.shield(connecting)
    except asyncio.CancelledError:
        await asyncio.wait([connecting])
        if not connecting.cancelled() and connecting.exception() is None:
            connecting.result().terminate()
        raise
    try:
        while await _answers(connection):
            admission.open()
            await asyncio.sleep(BEAT_SECONDS)
    finally:
        connection.terminate()


async def _answers(connection: Connection) -> bool:
    asked = asyncio.ensure_future(connection.fetchval("select 1"))
    asked.add_done_callback(lambda done: done.cancelled() or done.exception())  # it may be too late to care
    await asyncio.wait([asked], timeout=ANSWER_SECONDS)
    # If it is this process that was held up, the answer is here by now: look once more before giving up.
    await asyncio.wait([asked], timeout=BEAT_SECONDS / 3)
    if not asked.done():
        asked.cancel()
        return False
    return bool(await asked)
