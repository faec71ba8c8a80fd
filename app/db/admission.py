"""The gate: how requests come to the database, a bounded number at a time and never waiting for long.

Whoever finds it closed, crowded or gone is told so at once: a client that tries again in a moment is
served sooner than one in a queue that only grows.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from types import TracebackType

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.errors import Unavailable

RETRY = {"Retry-After": "2"}

BEAT_SECONDS = 0.3
"""How often the database is asked whether it is there."""
PULSE_SECONDS = 1.0
"""How long its answer may take. With the beat, well below the two seconds that an answer may take."""

# A lock not had in time, a deadlock, out of memory, disk, or connections, shut down, an I/O error:
# nothing is wrong with the request, and trying again may well do.
_PASSING = frozenset({"55P03", "40001", "40P01"})
_PASSING_CLASSES = frozenset({"08", "53", "57", "58"})


@dataclass(frozen=True, slots=True)
class Patience:
    """What the gate allows."""

    at_once: int
    """Requests that may be with the database at the same time: as many as the engine has connections."""
    waiting: int
    """Requests that may wait to come in; any more are turned away at once."""
    wait_seconds: float
    """How long one may wait to come in."""
    stay_seconds: float
    """How long one may stay, statements and all."""


class Gate:
    """Counts requests in and out, and sends everybody home when the database is gone."""

    def __init__(self, engine: AsyncEngine, patience: Patience) -> None:
        self.engine = engine
        self._patience = patience
        self._places = asyncio.Semaphore(patience.at_once)
        self._inside: set[asyncio.Timeout] = set()
        self.waiting = 0
        self.turned_away = 0
        self.is_open = True
        self.on_crowded: Callable[[int], None] | None = None
        """Told, before a session is opened, how many connections may still be kept at hand without one."""

    @property
    def inside(self) -> int:
        return len(self._inside)

    @property
    def places(self) -> int:
        """How many may be inside at once."""
        return self._patience.at_once

    def entry(self) -> "_Entry":
        """To be entered for as long as a request needs a session. Raises Unavailable."""
        return _Entry(self, self.on_crowded, self._patience.stay_seconds)

    def bare_entry(self) -> "_Entry":
        """The same for who brings a connection that is kept at hand, or takes the place of one.

        Nobody sets a clock for them: theirs is one statement, which the server itself ends in time, and if
        the server is gone, so does `close`.
        """
        return _Entry(self, None, None)

    async def come_in(self, stay_seconds: float | None) -> asyncio.Timeout:
        if not self.is_open:
            raise self._busy()
        if self._places.locked():
            if self.waiting >= self._patience.waiting:
                raise self._busy()
            self.waiting += 1
            try:
                async with asyncio.timeout(self._patience.wait_seconds):
                    await self._places.acquire()
            except TimeoutError:
                raise self._busy() from None
            finally:
                self.waiting -= 1
        else:
            await self._places.acquire()
        stay = asyncio.timeout(stay_seconds)
        self._inside.add(stay)
        return stay

    def check_crowd(self, many: int) -> None:
        """Raises Unavailable where so many have come together that, one by one, the next would not be let in
        nor wait."""
        if many >= self._patience.at_once + self._patience.waiting:
            raise self._busy()

    def go_out(self, stay: asyncio.Timeout) -> None:
        self._inside.discard(stay)
        self._places.release()

    def close(self) -> None:
        """The database is gone: whoever waits for it is told at once."""
        self.is_open = False
        now = asyncio.get_running_loop().time()
        for stay in list(self._inside):
            with suppress(RuntimeError):  # it has ended, or is ending, by itself
                stay.reschedule(now)

    def open(self) -> None:
        self.is_open = True

    def _busy(self) -> Unavailable:
        self.turned_away += 1
        return Unavailable(headers=RETRY)


class _Entry:
    """A class, not a generator: this is on the way of every request."""

    __slots__ = ("_gate", "_on_crowded", "_stay", "_stay_seconds")

    def __init__(
        self, gate: Gate, on_crowded: Callable[[int], None] | None, stay_seconds: float | None
    ) -> None:
        self._gate = gate
        self._on_crowded = on_crowded
        self._stay_seconds = stay_seconds
        self._stay: asyncio.Timeout | None = None

    async def __aenter__(self) -> None:
        self._stay = await self._gate.come_in(self._stay_seconds)
        if self._on_crowded is not None:
            self._on_crowded(self._gate.places - self._gate.inside)
        await self._stay.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._stay is not None
        try:
            await self._stay.__aexit__(kind, problem, trace)
        except TimeoutError:
            raise Unavailable(headers=RETRY) from None
        finally:
            self._gate.go_out(self._stay)


@asynccontextmanager
async def watched(gate: Gate, url: str) -> AsyncIterator[None]:
    """Meanwhile the gate is open while the database answers, and closed while it does not."""
    watch = asyncio.create_task(_watch(gate, url))
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.wait([watch])


async def _watch(gate: Gate, url: str) -> None:
    while True:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await _beat(gate, url)
        gate.close()
        await asyncio.sleep(BEAT_SECONDS)


async def _beat(gate: Gate, url: str) -> None:
    """Ask again and again, until no answer comes."""
    # A connect that is cut off half-way leaves complaints behind; it ends by itself soon enough.
    connecting = asyncio.create_task(asyncpg.connect(url, timeout=PULSE_SECONDS))
    try:
        connection = await asyncio.shield(connecting)
    except asyncio.CancelledError:
        await asyncio.wait([connecting])
        if not connecting.cancelled() and connecting.exception() is None:
            connecting.result().terminate()
        raise
    try:
        while await _answers(connection):
            gate.open()
            await asyncio.sleep(BEAT_SECONDS)
    finally:
        connection.terminate()


async def _answers(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    asked = asyncio.ensure_future(connection.fetchval("select 1"))
    asked.add_done_callback(lambda done: done.cancelled() or done.exception())  # it may be too late to care
    await asyncio.wait([asked], timeout=PULSE_SECONDS)
    # If it is we who were held up, the answer is here by now: look once more before giving up.
    await asyncio.wait([asked], timeout=BEAT_SECONDS / 3)
    if not asked.done():
        asked.cancel()
        return False
    return bool(await asked)


TROUBLE = (
    OSError,
    PoolTimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server's farewell, where an answer was expected
    DBAPIError,
)


class _Failures:
    """A class, not a generator, for the same reason as `_Entry`."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(problem, TROUBLE) and _passes(problem):
            raise Unavailable(headers=RETRY) from problem


_FAILURES = _Failures()


def failures() -> AbstractContextManager[None]:
    """Raises Unavailable for what is the database's trouble and passes; anything else stays what it is."""
    return _FAILURES


def _passes(problem: Exception) -> bool:
    if isinstance(problem, DBAPIError):
        # SQLAlchemy's word for it knows no state where the driver's own was about the connection.
        said = problem.orig and problem.orig.__cause__
        return problem.connection_invalidated or (isinstance(said, TROUBLE) and _passes(said))
    if isinstance(problem, asyncpg.PostgresError):
        return _is_of_the_moment(problem.sqlstate)
    return not isinstance(problem, ValueError)  # which asyncpg raises for a value that it cannot send


def _is_of_the_moment(state: str | None) -> bool:
    return state is not None and (state in _PASSING or state[:2] in _PASSING_CLASSES)
