"""Transactions: no statement of a job's waits for ever, whether PostgreSQL is slow or says nothing at all."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import asyncpg
import pytest

from app.db import advisory
from app.db import pool as pool_settings
from app.db.pool import RequestLimits, open_pool
from app.db.query import columns, one, query
from app.db.roles import Urls
from app.db.transaction import Database, Transaction
from app.errors import NotFound, PurposeRefused, Unavailable
from tests.world import World

pytestmark = pytest.mark.anyio


class Wire:
    """A wire to PostgreSQL. Once cut, nothing passes, and neither side is told."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._passing = asyncio.Event()
        self._passing.set()

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[str]:
        """Where it leads to PostgreSQL from."""
        async with await asyncio.start_server(self._carry, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            yield self._url.replace(f":{urlsplit(self._url).port}/", f":{port}/")
            self._passing.set()
            server.close()

    def cut(self) -> None:
        self._passing.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = urlsplit(self._url)
        answers, asking = await asyncio.open_connection(there.hostname, there.port)
        await asyncio.gather(self._pass(reader, asking), self._pass(answers, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while said := await reader.read(65_536):
                await self._passing.wait()
                writer.write(said)
        writer.close()


SLEEP = query("select pg_sleep(60)", one)
ONE = query("select 1", one)


async def settings_of(transaction: Transaction) -> Mapping[str, str]:
    """The connection's settings, in PostgreSQL's words."""
    return dict(await transaction.fetch(query("select name, setting from pg_settings", columns)))


async def test_a_job_has_limits_too_and_is_missed_when_it_is_gone(urls: Urls) -> None:
    async with open_pool(urls.application, size=1) as pool, Database(pool).transaction() as transaction:
        settings = await settings_of(transaction)
    assert 0 < int(settings["lock_timeout"]) < int(settings["statement_timeout"])
    assert int(settings["idle_in_transaction_session_timeout"]) == 0, "a guard waits for as long as a run"
    for name in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count"):
        assert 0 < int(settings[name]) <= 60, name
    assert 0 < int(settings["tcp_user_timeout"]) <= 120_000


async def test_a_statement_that_takes_too_long_is_ended_by_the_server(
    urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_settings, "JOB_SECONDS", 0.2)
    async with open_pool(urls.application, size=1) as pool:
        with pytest.raises(Unavailable):
            async with asyncio.timeout(5), Database(pool).transaction() as transaction:
                await transaction.fetch(SLEEP)


async def test_a_server_that_says_nothing_is_given_up(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_settings, "JOB_SECONDS", 0.2)
    monkeypatch.setattr(pool_settings, "GRACE_SECONDS", 0.2)
    wire = Wire(urls.application)
    async with wire.laid() as url, open_pool(url, size=1) as pool:

        async def ask_and_cut() -> None:
            async with Database(pool).transaction() as transaction:
                wire.cut()
                await transaction.fetch(ONE)

        async with asyncio.timeout(5):
            with pytest.raises(Unavailable):
                await ask_and_cut()


async def test_closing_a_pool_does_not_wait_for_a_server_that_says_nothing(urls: Urls) -> None:
    wire = Wire(urls.application)
    async with wire.laid() as url, asyncio.timeout(5), open_pool(url, size=1) as pool:
        async with Database(pool).transaction() as transaction:
            await transaction.fetch(ONE)
        wire.cut()


async def test_a_second_run_waits_for_the_first_beyond_every_limit(
    urls: Urls, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_settings, "JOB_SECONDS", 0.5)
    monkeypatch.setattr(pool_settings, "JOB_LOCK_SECONDS", 0.2)
    monkeypatch.setattr(advisory, "POLL_SECONDS", 0.05)
    mine = world.institution.institution_id
    async with open_pool(urls.application, size=2) as pool:
        database = Database(pool)

        async def second() -> bool:
            async with database.transaction() as transaction:
                transaction.institution_id = mine
                return await advisory.lock_for_long(transaction, "scoring", wait=True)

        async with database.transaction() as first:
            first.institution_id = mine
            assert await advisory.lock_for_long(first, "scoring", wait=True)
            waiting = asyncio.create_task(second())
            await asyncio.sleep(1)
            assert not waiting.done()
        assert await asyncio.wait_for(waiting, 5)


async def test_a_request_that_is_cancelled_in_a_statement_leaves_no_connection_in_the_middle_of_it(
    urls: Urls,
) -> None:
    async with open_pool(urls.application, size=1, limits=RequestLimits(20)) as pool:
        database = Database(pool)

        async def wait() -> None:
            async with database.transaction() as transaction:
                await transaction.fetch(SLEEP)

        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        async with asyncio.timeout(5), database.transaction() as transaction:
            assert await transaction.fetch_one(ONE) == 1


async def test_a_connection_that_the_server_ended_is_unavailable_and_replaced(urls: Urls) -> None:
    async with open_pool(urls.application, size=1) as pool:
        database = Database(pool)
        with pytest.raises(Unavailable):  # noqa: PT012 (raised on the way out)
            async with database.transaction() as transaction:
                with suppress(asyncpg.PostgresError):
                    await transaction.fetch(query("select pg_terminate_backend(pg_backend_pid())", one))
        async with database.transaction() as transaction:
            assert await transaction.fetch_one(ONE) == 1


async def test_a_refusal_takes_back_what_was_done_unless_it_says_that_it_stays(urls: Urls) -> None:
    count = query("select count(*) from kept", one)
    async with open_pool(urls.application, size=1) as pool:
        database = Database(pool)
        async with database.transaction() as transaction:
            await transaction.connection.execute("create temporary table kept (x int)")
        for refusal, expected in ((NotFound(), 0), (PurposeRefused(), 1), (RuntimeError(), 1)):
            with pytest.raises(type(refusal)):  # noqa: PT012 (raised on the way out)
                async with database.transaction() as transaction:
                    await transaction.connection.execute("insert into kept values (1)")
                    raise refusal
            async with database.transaction() as transaction:
                assert await transaction.fetch_one(count) == expected, refusal


async def test_a_query_names_its_parameters_and_misses_none(urls: Urls) -> None:
    both = query("select cast(:a as int) + cast(:b as int)", one)
    async with open_pool(urls.application, size=1) as pool, Database(pool).transaction() as transaction:
        assert await transaction.fetch_one(both, a=1, b=2) == 3
        with pytest.raises(KeyError, match="b"):
            await transaction.fetch(both, a=1)


async def test_selects_that_travel_together_bring_what_each_brings_alone(urls: Urls) -> None:
    few = query(
        "select n, array[n] as listed, null::date as nothing from generate_series(1, :most) n"
        " where n <> :left_out order by n desc",
        columns,
    )
    none = query("select 1 where false", one)
    given = {"most": 3, "left_out": 2}
    async with open_pool(urls.application, size=1) as pool, Database(pool).transaction() as transaction:
        found = await transaction.gather({"few": few, "none": none, "again": few}, **given)
        alone = await transaction.fetch(few, **given)
    assert alone == [(3, [3], None), (1, [1], None)]
    assert found == {"few": alone, "none": [], "again": alone}
