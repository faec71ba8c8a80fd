"""The line: bare connections for reads that are one statement, and so their own transaction.

SQLAlchemy's transactions cost several round trips and most of a worker's time; what is one call of a
function of ours needs none of that. The gate bounds how many there are at a time, here as elsewhere.
"""

from collections.abc import Callable, Sequence
from typing import Any

import asyncpg

from app.store.gate import Gate, failures
from app.store.session import CONNECT_SECONDS, server_settings

Row = asyncpg.Record


class Line:
    """Connections that wait for the next call; they are opened when first needed."""

    def __init__(self, url: str, gate: Gate, stay_seconds: float) -> None:
        self._url = url
        self._gate = gate
        # To plan a statement under policies takes longer than to run it, and they are always the same few.
        self._settings = server_settings(stay_seconds) | {"plan_cache_mode": "force_generic_plan"}
        self._idle: list[asyncpg.Connection[Row]] = []
        self.on_connect: Callable[[asyncpg.Connection[Row]], None] | None = None
        """Told of every new connection."""

    async def call(self, statement: str, values: Sequence[Any]) -> Row:
        """The one row that the statement answers with. Raises Unavailable as `Gate.entry` does."""
        with failures():
            async with self._gate.entry():
                return await self._ask(statement, values)

    async def _ask(self, statement: str, values: Sequence[Any]) -> Row:
        connection = self._idle.pop() if self._idle else await self._connect()
        try:
            row = await connection.fetchrow(statement, *values)
        except asyncpg.PostgresError:
            self._put_back(connection)
            raise
        except BaseException:  # cancelled, or broken: whatever comes next would be another's answer
            connection.terminate()
            raise
        self._put_back(connection)
        assert row is not None
        return row

    async def _connect(self) -> "asyncpg.Connection[Row]":
        connection = await asyncpg.connect(
            self._url, timeout=CONNECT_SECONDS, server_settings=self._settings, statement_cache_size=20
        )
        if self.on_connect is not None:
            self.on_connect(connection)
        return connection

    def _put_back(self, connection: "asyncpg.Connection[Row]") -> None:
        if not connection.is_closed():
            self._idle.append(connection)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().terminate()
