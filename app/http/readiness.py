"""Readiness: whether the database answers and is migrated, and whether any token can be verified.

Asked at most once a second, however many ask.
"""

import asyncio
from time import monotonic

from app.auth.tokens import TokenVerifier
from app.db.failures import RETRY
from app.db.migrate import is_migrated
from app.db.transaction import Database
from app.errors import Unavailable

KEPT_SECONDS = 1.0
"""How long an answer holds: whoever asks more often learns nothing new, and costs the database nothing."""
PATIENCE_SECONDS = 1.0
"""Probes give up after two, and cancelling a wait for a connection takes some of that."""
_GONE = "the database does not answer"
_KEYLESS = (
    "no token can be verified: the keys of no identity provider of ATTUNE_ISSUERS have been read; the log"
    " says why, and each provider is asked once a minute"
)


class Readiness:
    """One question at a time; whoever comes meanwhile waits for its answer.

    That the database is gone is known without asking: no answer of before holds then.
    """

    def __init__(self, database: Database, verifier: TokenVerifier) -> None:
        self._database = database
        self.verifier = verifier
        self._one_at_a_time = asyncio.Lock()
        self._asked_at: float | None = None
        self._fault: str | None = None

    async def check(self) -> None:
        """Raises Unavailable, in words."""
        admission = self._database.admission
        if admission is not None and not admission.is_open:
            raise Unavailable(_GONE, headers=RETRY)
        async with self._one_at_a_time:
            if self._asked_at is None or monotonic() - self._asked_at >= KEPT_SECONDS:
                self._fault = await self._ask()
                self._asked_at = monotonic()
        if self._fault is not None:
            raise Unavailable(self._fault, headers=RETRY)

    async def _ask(self) -> str | None:
        """What is wrong."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                migrated = await is_migrated(self._database)
        except (TimeoutError, Unavailable):
            return _GONE
        if not migrated:
            return "the database holds other migrations than this version needs: run `attune db migrate`"
        # Keys that were read once go on counting while their provider is away (see auth/keys.py).
        return None if await self.verifier.has_keys(PATIENCE_SECONDS / 2) else _KEYLESS
