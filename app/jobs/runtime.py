"""The runtime of jobs: what work outside a request needs, and a transaction in it as the operator."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from app.actions.context import Context
from app.actions.profile_registry import ProfileRegistry
from app.clock import Clock
from app.db.identity import act_as_operator, as_operator
from app.db.transaction import Database
from app.store import institutions
from app.store.snapshot import Snapshots

OnProgress = Callable[[str, int], None]
"""A step's name, and how many of something it has done so far."""
OpenContext = Callable[[], AbstractAsyncContextManager[Context]]
"""Opens a transaction for one institution's own work."""


@dataclass(frozen=True, slots=True)
class JobRuntime:
    database: Database
    profiles: ProfileRegistry
    snapshots: Snapshots
    clock: Clock
    on_progress: OnProgress

    async def codes(self) -> list[str]:
        """Of every institution that is here."""
        async with as_operator(self.database) as transaction:
            return [each.code for each in await institutions.list_here(transaction)]

    @asynccontextmanager
    async def context(self, code: str) -> AsyncIterator[Context]:
        """A transaction for the institution's own work. Raises NotFound for an unknown code."""
        async with as_operator(self.database) as transaction:
            found = await institutions.get_by_code(transaction, code)
            await act_as_operator(transaction, found.institution_id)
            snapshot = self.snapshots.latest(found.institution_id)
            if snapshot is None or snapshot.institution.version != found.version:
                snapshot = await self.snapshots.read(transaction)
            yield Context(transaction, snapshot, self.clock())
