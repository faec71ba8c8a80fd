"""Read freshness: now and then, for whoever asks often; never in the way, and never for long."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock
from app.errors import Unavailable
from app.store.activity.events import freshness
from app.db.asking import as_operator
from app.store.activity.freshness import Behind
from app.db.admission import Gate

KEPT = timedelta(seconds=20)
PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Freshness:
    age_seconds: float
    institutions: tuple[Behind, ...]


class FreshnessReader:
    """Remembers the figures for a while; what it knew last, where the database does not answer in time."""

    def __init__(self, gate: Gate, clock: Clock) -> None:
        self._gate = gate
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._known: tuple[datetime, tuple[Behind, ...]] | None = None

    async def read(self) -> Freshness | None:
        """None, as long as the database has never been reached."""
        async with self._one_at_a_time:
            now = self._clock()
            if self._known is None or now - self._known[0] >= KEPT:
                try:
                    async with asyncio.timeout(PATIENCE_SECONDS), self._gate.entry():
                        self._known = now, await self._ask(now)
                except (Unavailable, TimeoutError):
                    pass
        if self._known is None:
            return None
        return Freshness((now - self._known[0]).total_seconds(), self._known[1])

    async def _ask(self, now: datetime) -> tuple[Behind, ...]:
        async with as_operator(self._gate.engine) as session:
            return await freshness.read_all(session, now)
