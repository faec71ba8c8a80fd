"""Admission: how requests come to the database, a bounded number at a time and never waiting for long.

A request that finds it closed, crowded or gone is refused at once: a client that tries again in a moment is
served sooner than one in a queue that only grows.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from app.db.failures import unavailable


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """What admission allows."""

    concurrency: int
    """Requests that may be with the database at the same time: as many as the pool has connections."""
    waiting: int
    """Requests that may wait to be admitted; any more are refused at once."""
    wait_seconds: float
    """How long one may wait to be admitted."""
    stay_seconds: float
    """How long one may stay, statements and all."""


class Admission:
    """Counts requests in and out, and refuses all of them when the database is gone."""

    def __init__(self, limits: PoolLimits) -> None:
        self._limits = limits
        self._places = asyncio.Semaphore(limits.concurrency)
        self._inside: set[asyncio.Timeout] = set()
        self.waiting = 0
        self.refused = 0
        self.is_open = True

    @property
    def inside(self) -> int:
        return len(self._inside)

    @property
    def places(self) -> int:
        """How many may be inside at once."""
        return self._limits.concurrency

    def admitted(self) -> "_Admitted":
        """To be entered for as long as a request needs a connection. Raises Unavailable."""
        return _Admitted(self)

    async def acquire(self) -> asyncio.Timeout:
        """A place, and the clock that bounds how long it may be kept. Raises Unavailable."""
        if not self.is_open:
            raise self._refusal()
        if self._places.locked():
            if self.waiting >= self._limits.waiting:
                raise self._refusal()
            self.waiting += 1
            try:
                async with asyncio.timeout(self._limits.wait_seconds):
                    await self._places.acquire()
            except TimeoutError:
                raise self._refusal() from None
            finally:
                self.waiting -= 1
        else:
            await self._places.acquire()
        stay = asyncio.timeout(self._limits.stay_seconds)
        self._inside.add(stay)
        return stay

    def release(self, stay: asyncio.Timeout) -> None:
        self._inside.discard(stay)
        self._places.release()

    def close(self) -> None:
        """The database is gone: every request that waits for it is refused at once."""
        self.is_open = False
        now = asyncio.get_running_loop().time()
        for stay in list(self._inside):
            with suppress(RuntimeError):  # it has ended, or is ending, by itself
                stay.reschedule(now)

    def open(self) -> None:
        self.is_open = True

    def _refusal(self) -> Exception:
        self.refused += 1
        return unavailable()


class _Admitted:
    """A class, not a generator: every request passes here."""

    __slots__ = ("_admission", "_stay")

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self._stay: asyncio.Timeout | None = None

    async def __aenter__(self) -> None:
        self._stay = await self._admission.acquire()
        await self._stay.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._stay is not None
        try:
            await self._stay.__aexit__(kind, problem, trace)
        except TimeoutError:
            raise unavailable() from None
        finally:
            self._admission.release(self._stay)
