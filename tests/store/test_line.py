"""The line: calls and sessions share the pool's connections, and neither waits for what the other keeps."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event, text

from app.errors import Unavailable
from app.store.gate import Gate, Patience
from app.store.line import Line
from app.store.roles import Urls
from app.store.session import create_engine, transaction

pytestmark = pytest.mark.anyio

CONNECTIONS = 3


@dataclass
class Ends:
    """Both ways to the database, and every connection that was ever opened."""

    gate: Gate
    line: Line
    opened: list[Any] = field(default_factory=list)

    async def call(self) -> int:
        return int((await self.line.call("select $1::int, pg_sleep(0.01)", [1]))[0])

    async def session(self) -> int:
        async with self.gate.entry(), transaction(self.gate.engine) as session:
            return int((await session.execute(text("select 1 from pg_sleep(0.01)"))).scalar_one())


@pytest.fixture
async def ends(urls: Urls) -> AsyncIterator[Ends]:
    engine = create_engine(urls.application, pool_size=CONNECTIONS, stay_seconds=20)
    gate = Gate(engine, Patience(CONNECTIONS, waiting=100, wait_seconds=10, stay_seconds=20))
    made = Ends(gate, Line(gate))
    event.listen(engine.sync_engine, "connect", lambda connection, _record: made.opened.append(connection))
    yield made
    made.line.close()
    await engine.dispose()


async def test_calls_and_sessions_together_never_open_more_than_the_pool_holds(ends: Ends) -> None:
    for mixture in ((20, 0), (0, 20), (20, 20), (1, 20), (20, 1), (0, 20)):
        calls, sessions = mixture
        begun = [ends.call() for _ in range(calls)] + [ends.session() for _ in range(sessions)]
        async with asyncio.timeout(4):  # less than anybody waits for a connection that is not to be had
            assert await asyncio.gather(*begun) == [1] * (calls + sessions)
    assert len(ends.opened) == CONNECTIONS


async def test_connections_that_died_meanwhile_are_not_called_on(ends: Ends, urls: Urls) -> None:
    for ask in (ends.call, ends.session):
        await asyncio.gather(*(ends.call() for _ in range(CONNECTIONS)))
        other = await asyncpg.connect(urls.application)
        await other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid = any($1::int[])",
            [each.driver_connection.get_server_pid() for each in ends.opened[-CONNECTIONS:]],
        )
        await other.close()
        await asyncio.sleep(0.1)
        assert await ask() == 1


async def test_a_server_that_is_only_starting_is_trouble_of_the_moment() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1_024)
        said = b"SFATAL\0C57P03\0Mthe database system is starting up\0\0"
        writer.write(b"E" + (len(said) + 4).to_bytes(4, "big") + said)
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        engine = create_engine(f"postgresql://attune_app@127.0.0.1:{port}/none?ssl=disable", stay_seconds=20)
        line = Line(Gate(engine, Patience(CONNECTIONS, waiting=1, wait_seconds=1, stay_seconds=20)))
        with pytest.raises(Unavailable):
            await line.call("select 1", [])
        await engine.dispose()


async def test_a_call_that_was_cut_off_leaves_its_answer_to_nobody(ends: Ends) -> None:
    cut = asyncio.create_task(ends.line.call("select 7, pg_sleep(0.2)", []))
    await asyncio.sleep(0.1)
    cut.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut
    assert await asyncio.gather(*(ends.call() for _ in range(9))) == [1] * 9
    assert ends.gate.inside == 0
