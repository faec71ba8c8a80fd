"""Read freshness: for whoever asks often; the database is asked now and then, and never for long."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.clock import Clock
from app.db.identity import as_watcher
from app.db.transaction import Database
from app.errors import Unavailable
from app.store import institutions
from app.store.activity import freshness
from app.store.activity.freshness import Lag

KEPT = timedelta(seconds=20)
PATIENCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Freshness:
    age_seconds: float
    """Since the database was asked."""
    institutions: tuple[Lag, ...]


class FreshnessReader:
    """Keeps the figures for a while, and the last ones where the database does not answer in time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._latest: tuple[datetime, tuple[Lag, ...]] | None = None

    async def read(self) -> Freshness | None:
        """None, as long as the database has never been reached."""
        async with self._one_at_a_time:
            now = self._clock()
            if self._latest is None or now - self._latest[0] >= KEPT:
                try:
                    async with asyncio.timeout(PATIENCE_SECONDS), as_watcher(self._database) as transaction:
                        here = await institutions.list_ids_here(transaction)
                        self._latest = now, await freshness.list_lags(transaction, here, now)
                except (Unavailable, TimeoutError):
                    pass
        if self._latest is None:
            return None
        return Freshness((now - self._latest[0]).total_seconds(), self._latest[1])
