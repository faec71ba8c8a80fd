"""Sessions: no statement of a job's waits for ever, whether PostgreSQL is slow or says nothing at all."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from app.errors import Unavailable
from app.store.engagement import progress
from app.db import session
from app.db.roles import Urls
from app.db.session import Session, create_engine, transaction
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


async def told(session: Session) -> Mapping[str, str]:
    """What the connection's settings are, in PostgreSQL's words."""
    found = await session.execute(text("select name, setting from pg_settings"))
    return {row.name: row.setting for row in found}


async def test_a_job_has_limits_too_and_is_missed_when_it_is_gone(urls: Urls) -> None:
    engine = create_engine(urls.application)
    async with transaction(engine) as here:
        settings = await told(here)
    await engine.dispose()
    assert 0 < int(settings["lock_timeout"]) < int(settings["statement_timeout"])
    assert int(settings["idle_in_transaction_session_timeout"]) == 0, "a guard waits for as long as a run"
    for name in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count"):
        assert 0 < int(settings[name]) <= 60, name
    assert 0 < int(settings["tcp_user_timeout"]) <= 120_000


async def test_a_statement_that_takes_too_long_is_ended_by_the_server(
    urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "JOB_SECONDS", 0.2)
    engine = create_engine(urls.application)
    with pytest.raises(Unavailable):
        async with asyncio.timeout(5), transaction(engine) as here:
            await here.execute(text("select pg_sleep(60)"))
    await engine.dispose()


async def test_a_server_that_says_nothing_is_given_up(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "JOB_SECONDS", 0.2)
    monkeypatch.setattr(session, "GRACE_SECONDS", 0.2)
    wire = Wire(urls.application)
    async with wire.laid() as url:
        engine = create_engine(url)

        async def ask_and_cut() -> None:
            async with transaction(engine) as here:
                wire.cut()
                await here.execute(text("select 1"))

        async with asyncio.timeout(5):
            with pytest.raises(Unavailable):
                await ask_and_cut()
            await engine.dispose()


async def test_goodbyes_to_a_server_that_says_nothing_are_short(urls: Urls) -> None:
    wire = Wire(urls.application)
    async with wire.laid() as url:
        engine = create_engine(url)
        async with transaction(engine) as here:
            await here.execute(text("select 1"))
        wire.cut()
        async with asyncio.timeout(5):
            await engine.dispose()


async def test_a_second_run_waits_for_the_first_beyond_every_limit(
    urls: Urls, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "JOB_SECONDS", 0.5)
    monkeypatch.setattr(session, "JOB_LOCK_SECONDS", 0.2)
    monkeypatch.setattr(progress, "AGAIN_SECONDS", 0.05)
    engine = create_engine(urls.application)
    mine = world.institution.institution_id

    async def second() -> bool:
        async with transaction(engine) as here:
            return await progress.lock(here, mine, wait=True)

    async with transaction(engine) as first:
        assert await progress.lock(first, mine, wait=True)
        waiting = asyncio.create_task(second())
        await asyncio.sleep(1)
        assert not waiting.done()
    assert await asyncio.wait_for(waiting, 5)
    await engine.dispose()


async def test_whoever_is_called_away_while_a_lost_connection_is_let_go_leaves_no_fault_behind(
    urls: Urls,
) -> None:
    """The gate may close just as SQLAlchemy ends a connection that the server has left."""
    engine = create_engine(urls.application, pool_size=1, stay_seconds=20)

    async def work() -> None:
        async with transaction(engine) as session:
            with suppress(DBAPIError):
                await session.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    task = asyncio.create_task(work())
    away = []
    event.listen(engine.sync_engine, "invalidate", lambda *_: away.append(task.cancel()))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert away == [True]
    async with transaction(engine) as session:
        assert (await session.execute(text("select 1"))).scalar_one() == 1
    await engine.dispose()
