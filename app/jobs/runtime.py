"""The workshop: what work outside a request needs, and a transaction in it as the operator."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.actions.context import Here
from app.actions.profile_registry import ProfileShelf
from app.clock import Clock
from app.store import institutions
from app.db.asking import as_operator, enter_as_operator
from app.db.session import Engine

OnProgress = Callable[[str, int], None]
"""A step's name, and how many of something it has done so far."""


@dataclass(frozen=True, slots=True)
class Workshop:
    engine: Engine
    profiles: ProfileShelf
    clock: Clock
    on_progress: OnProgress

    @asynccontextmanager
    async def here(self, code: str) -> AsyncIterator[Here]:
        """A transaction on the institution's own behalf. Raises NotFound for an unknown code."""
        async with as_operator(self.engine) as session:
            institution = await institutions.get_by_code(session, code)
            await enter_as_operator(session, institution.institution_id)
            yield Here(session, institution, self.profiles(institution), self.clock())
