"""The line: bare connections for reads that are one statement, and so their own transaction.

SQLAlchemy's transactions cost several round trips and most of a worker's time; what is one call of a
function of ours needs none of that. The connections are those of the engine's own pool, kept at hand after a
call for the next one, and given back when a session needs them.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import PoolProxiedConnection

from app.store.gate import Gate, failures

Row = asyncpg.Record


class Line:
    """Connections that wait for the next call."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._idle: list[PoolProxiedConnection] = []
        gate.on_crowded = self._keep_at_most

    async def call(self, statement: str, values: Sequence[Any]) -> Row:
        """The one row that the statement answers with. Raises Unavailable as `Gate.entry` does."""
        with failures():
            async with self._gate.bare_entry():
                return await self._ask(statement, values)

    async def _ask(self, statement: str, values: Sequence[Any]) -> Row:
        held = await self._take()
        try:
            row = await _driver_of(held).fetchrow(statement, *values)
        except asyncpg.PostgresError:
            self._idle.append(held)
            raise
        except BaseException:  # cancelled, or broken: whatever comes next would be another's answer
            held.invalidate()
            raise
        self._idle.append(held)
        assert row is not None
        return row

    async def _take(self) -> PoolProxiedConnection:
        while self._idle:
            held = self._idle.pop()
            if not _driver_of(held).is_closed():
                return held
            held.invalidate()
        engine = self._gate.engine
        try:
            return await engine.raw_connection()
        except engine.dialect.loaded_dbapi.Error as problem:  # SQLAlchemy's own words for what asyncpg said
            raise problem.__cause__ or problem from None

    def _keep_at_most(self, connections: int) -> None:
        while len(self._idle) > connections:
            held = self._idle.pop(0)
            if _driver_of(held).is_closed():
                held.invalidate()
            held.close()

    def close(self) -> None:
        while self._idle:
            self._idle.pop().invalidate()


def _driver_of(held: PoolProxiedConnection) -> "asyncpg.Connection[Row]":
    connection = held.driver_connection
    assert isinstance(connection, asyncpg.Connection)
    return connection
