"""Transactions: what a request or a job does to the database, all of it or nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar, cast

from app.db.admission import Admission
from app.db.failures import failures
from app.db.pool import Connection, Pool
from app.db.query import Query, Reads, gathered, rows_of
from app.errors import Refusal
from app.ids import InstitutionId

Row = TypeVar("Row")


class Transaction:
    """A connection in a transaction, and the institution that it acts for.

    Queries are given their parameters by name. `institution_id` is the transaction's own: no query can be
    asked about another institution's rows by mistake.
    """

    __slots__ = ("connection", "institution_id")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.institution_id: InstitutionId | None = None

    async def fetch(self, query: Query[Row], **given: Any) -> list[Row]:  # noqa: ANN401
        """Every row."""
        given["institution_id"] = self.institution_id
        make = query.row
        return [make(*each) for each in await self.connection.fetch(query.sql, *query.arguments(given))]

    async def find(self, query: Query[Row], **given: Any) -> Row | None:  # noqa: ANN401
        """The first row, or None where there is none."""
        given["institution_id"] = self.institution_id
        record = await self.connection.fetchrow(query.sql, *query.arguments(given))
        return None if record is None else query.row(*record)

    async def fetch_one(self, query: Query[Row], **given: Any) -> Row:  # noqa: ANN401
        """The first row of a query that always has one."""
        given["institution_id"] = self.institution_id
        record = await self.connection.fetchrow(query.sql, *query.arguments(given))
        assert record is not None
        return query.row(*record)

    async def execute(self, query: Query[Any], **given: Any) -> int:  # noqa: ANN401
        """How many rows it inserted, changed or deleted."""
        given["institution_id"] = self.institution_id
        status = await self.connection.execute(query.sql, *query.arguments(given))
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    @asynccontextmanager
    async def rolled_back(self) -> AsyncIterator[None]:
        """What happens in the block is undone at its end."""
        await self.connection.execute("savepoint tried")
        yield
        # Not on an exception: the transaction is over then.
        await self.connection.execute("rollback to savepoint tried; release savepoint tried")

    async def gather(
        self,
        queries: Reads,
        **given: Any,  # noqa: ANN401
    ) -> dict[str, list[Any]]:
        """The rows of several selects, by name, in one round trip."""
        given["institution_id"] = self.institution_id
        one = gathered(tuple(queries.items()))
        constants = one.constants
        values = [constants[name] if name in constants else given[name] for name in one.parameters]
        record = await self.connection.fetchrow(one.sql, *values)
        return rows_of(one, record)


class Database:
    """A pool of connections, and, where it serves requests, who is admitted to it."""

    def __init__(self, pool: Pool, admission: Admission | None = None) -> None:
        self.pool = pool
        self.admission = admission

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commits when the block ends, rolls back when it raises, unless the refusal says that it stays.

        Raises Unavailable where admission refuses, or the database cannot be reached or goes away.
        """
        if self.admission is None:
            async with self._transaction() as transaction:
                yield transaction
            return
        async with self.admission.admitted(), self._transaction() as transaction:
            yield transaction

    def snapshot(self) -> AbstractAsyncContextManager[Transaction]:
        """The same, for what only reads, and sees one state of the database throughout."""
        assert self.admission is None, "whoever reads for long has connections of its own"
        return self._transaction("begin isolation level repeatable read, read only")

    @asynccontextmanager
    async def _transaction(self, begin: str = "begin") -> AsyncIterator[Transaction]:
        with failures():
            async with self.pool.acquire() as connection:
                try:
                    await connection.execute(begin)
                    try:
                        yield Transaction(cast("Connection", connection))
                    except Refusal as refusal:
                        await connection.execute("commit" if refusal.keeps_what_was_done else "rollback")
                        raise
                    except (asyncio.CancelledError, TimeoutError):
                        raise
                    except BaseException:
                        if not connection.is_closed():
                            await connection.execute("rollback")
                        raise
                    await connection.execute("commit")
                except (asyncio.CancelledError, TimeoutError):
                    # In the middle of a statement, `begin` and `commit` too: nobody waits for its end.
                    connection.terminate()
                    raise
