"""Admission to the database: bounded, and never a place to wait for long."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.db.admission import Admission, PoolLimits
from app.db.heartbeat import watched
from app.db.pool import RequestLimits, open_pool
from app.db.query import one, query
from app.db.roles import Urls
from app.db.transaction import Database
from app.errors import Unavailable
from tests.world import World

pytestmark = pytest.mark.anyio

LIMITS = PoolLimits(concurrency=2, waiting=1, wait_seconds=0.2, stay_seconds=20)
SLEEP = query("select pg_sleep(:seconds)", one)


@pytest.fixture
async def database(urls: Urls) -> AsyncIterator[Database]:
    async with open_pool(urls.application, size=2, limits=RequestLimits(20)) as pool:
        yield Database(pool, Admission(LIMITS))


@pytest.fixture
def admission(database: Database) -> Admission:
    assert database.admission is not None
    return database.admission


async def sleep_inside(database: Database, seconds: float) -> None:
    async with database.transaction() as transaction:
        await transaction.fetch(SLEEP, seconds=seconds)


async def test_whoever_would_wait_too_long_is_refused_and_told_when_to_come_back(
    database: Database, admission: Admission
) -> None:
    inside = [asyncio.create_task(sleep_inside(database, 2)) for _ in range(2)]
    await asyncio.sleep(0.3)
    waiting = asyncio.create_task(sleep_inside(database, 0))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as crowded:
        await asyncio.wait_for(sleep_inside(database, 0), 0.1)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(waiting, 1)
    assert crowded.value.headers["Retry-After"]
    assert admission.refused == 2
    await asyncio.gather(*inside)
    await sleep_inside(database, 0)


async def test_when_the_database_is_gone_those_inside_are_refused_without_waiting_for_it(
    database: Database, admission: Admission, urls: Urls
) -> None:
    inside = [asyncio.create_task(sleep_inside(database, 600)) for _ in range(2)]
    await asyncio.sleep(0.3)
    admission.close()
    for each in inside:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(each, 1)
    with pytest.raises(Unavailable):
        await sleep_inside(database, 0)
    async with watched(admission, urls.application):
        async with asyncio.timeout(5):
            while not admission.is_open:  # noqa: ASYNC110 (it says nothing when it changes)
                await asyncio.sleep(0.05)
    await sleep_inside(database, 0)


async def test_a_database_that_cannot_be_reached_closes_admission(admission: Admission) -> None:
    async with watched(admission, "postgresql://attune_app@127.0.0.1:1/nowhere"):
        async with asyncio.timeout(5):
            while admission.is_open:  # noqa: ASYNC110 (it says nothing when it changes)
                await asyncio.sleep(0.05)


async def test_a_row_that_somebody_has_locked_is_not_waited_for_longer_than_a_client_would(
    world: World,
) -> None:
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


async def ask_while_another_answer_is_awaited(database: Database) -> None:
    async with database.transaction() as transaction:
        asking = asyncio.create_task(transaction.connection.execute("select pg_sleep(0.3)"))
        try:
            await asyncio.sleep(0.05)
            await transaction.fetch(SLEEP, seconds=0)
        finally:
            await asyncio.wait([asking])


async def test_what_the_driver_says_of_a_connection_is_trouble_that_passes(database: Database) -> None:
    """It has no SQLSTATE, as when the server says goodbye in the middle of a rollback."""
    with pytest.raises(Unavailable):
        await ask_while_another_answer_is_awaited(database)


async def test_where_nobody_may_wait_whoever_finds_a_place_is_admitted(database: Database) -> None:
    nobody = Admission(PoolLimits(concurrency=1, waiting=0, wait_seconds=0.2, stay_seconds=20))
    narrow = Database(database.pool, nobody)
    inside = asyncio.create_task(sleep_inside(narrow, 0.5))
    await asyncio.sleep(0.2)
    with pytest.raises(Unavailable):
        await sleep_inside(narrow, 0)
    await inside
    await sleep_inside(narrow, 0)
