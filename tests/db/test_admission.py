"""The gate to the database: bounded, and never a place to wait for long."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import text

from app.errors import Unavailable
from app.db.admission import Gate, Patience, watched
from app.db.roles import Urls
from app.db.session import create_engine, driver_of, transaction
from tests.world import World

pytestmark = pytest.mark.anyio

PATIENCE = Patience(at_once=2, waiting=1, wait_seconds=0.2, stay_seconds=20)


@pytest.fixture
async def gate(urls: Urls) -> AsyncIterator[Gate]:
    engine = create_engine(urls.application, pool_size=2, stay_seconds=20)
    yield Gate(engine, PATIENCE)
    await engine.dispose()


async def sleep_inside(gate: Gate, seconds: float) -> None:
    async with gate.entry(), transaction(gate.engine) as session:
        await session.execute(text("select pg_sleep(:seconds)"), {"seconds": seconds})


async def test_whoever_would_wait_too_long_is_turned_away_and_told_when_to_come_back(gate: Gate) -> None:
    inside = [asyncio.create_task(sleep_inside(gate, 2)) for _ in range(2)]
    await asyncio.sleep(0.3)
    waiting = asyncio.create_task(sleep_inside(gate, 0))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as crowded:
        await asyncio.wait_for(sleep_inside(gate, 0), 0.1)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(waiting, 1)
    assert crowded.value.headers["Retry-After"]
    assert gate.turned_away == 2
    await asyncio.gather(*inside)
    await sleep_inside(gate, 0)


async def test_when_the_database_is_gone_those_inside_are_told_without_waiting_for_it(
    gate: Gate, urls: Urls
) -> None:
    inside = [asyncio.create_task(sleep_inside(gate, 600)) for _ in range(2)]
    await asyncio.sleep(0.3)
    gate.close()
    for each in inside:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(each, 1)
    with pytest.raises(Unavailable):
        await sleep_inside(gate, 0)
    async with watched(gate, urls.application):
        async with asyncio.timeout(5):
            while not gate.is_open:  # noqa: ASYNC110 (it says nothing when it changes)
                await asyncio.sleep(0.05)
    await sleep_inside(gate, 0)


async def test_a_database_that_cannot_be_reached_closes_the_gate(gate: Gate) -> None:
    async with watched(gate, "postgresql://attune_app@127.0.0.1:1/nowhere"):
        async with asyncio.timeout(5):
            while gate.is_open:  # noqa: ASYNC110 (it says nothing when it changes)
                await asyncio.sleep(0.05)


async def test_a_row_that_somebody_holds_is_not_waited_for_longer_than_a_client_would(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    holder = await asyncpg.connect(world.urls.owner)
    try:
        async with holder.transaction():
            await holder.execute("select 1 from students where student_id = $1 for update", student.id)
            answer = await asyncio.wait_for(student.decide("given"), 2)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
    finally:
        await holder.close()
    assert (await student.decide("given")).status_code == 201


async def ask_while_another_answer_is_awaited(gate: Gate) -> None:
    async with transaction(gate.engine) as session:
        await session.execute(text("select 1"))
        asking = asyncio.create_task((await driver_of(session)).execute("select pg_sleep(0.3)"))
        try:
            await asyncio.sleep(0.05)
            await session.execute(text("select 1"))
        finally:
            await asyncio.wait([asking])


async def test_what_the_driver_says_of_a_connection_is_trouble_that_passes(gate: Gate) -> None:
    """It has no state, as when the server says goodbye in the middle of a rollback."""
    with pytest.raises(Unavailable):
        await ask_while_another_answer_is_awaited(gate)


async def test_where_nobody_may_wait_whoever_finds_a_place_is_let_in(gate: Gate) -> None:
    nobody = Gate(gate.engine, Patience(at_once=1, waiting=0, wait_seconds=0.2, stay_seconds=20))
    inside = asyncio.create_task(sleep_inside(nobody, 0.5))
    await asyncio.sleep(0.2)
    with pytest.raises(Unavailable):
        await sleep_inside(nobody, 0)
    await inside
    await sleep_inside(nobody, 0)
