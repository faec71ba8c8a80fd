"""Together: many questions in one round trip, each answered for itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.errors import Unavailable
from app.store.gate import Gate, Patience
from app.store.line import Line
from app.store.roles import Urls
from app.store.session import create_engine, driver_url
from app.store.together import Together

pytestmark = pytest.mark.anyio

UNLUCKY, SLOW = 13, 14
ODD = """
create function odd(p_numbers int[]) returns boolean[] language plpgsql as $$
begin
    perform nextval('trips');
    perform pg_sleep(case when 14 = any (p_numbers) then 600 else 0.05 end);
    if 13 = any (p_numbers) then
        raise exception 'unlucky';
    end if;
    return array(select n % 2 = 1 from unnest(p_numbers) with ordinality as u (n, at) order by at);
end $$
"""


@pytest.fixture
async def trips(urls: Urls) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """A function that tells odd numbers and counts how often it is asked; here, how often it was."""
    engine = create_async_engine(driver_url(urls.owner))
    async with engine.begin() as connection:
        for statement in ("create sequence trips", "grant usage on sequence trips to attune_app", ODD):
            await connection.execute(text(statement))

    async def asked() -> int:
        async with engine.connect() as connection:
            found = await connection.execute(text("select last_value from trips where is_called"))
            return int(found.scalar() or 0)

    yield asked
    async with engine.begin() as connection:
        await connection.execute(text("drop function odd(int[])"))
        await connection.execute(text("drop sequence trips"))
    await engine.dispose()


@pytest.fixture
async def gate(urls: Urls) -> AsyncIterator[Gate]:
    engine = create_engine(urls.application, pool_size=4, stay_seconds=20)
    yield Gate(engine, Patience(at_once=4, waiting=40, wait_seconds=0.5, stay_seconds=20))
    await engine.dispose()


@pytest.fixture
async def together(gate: Gate, trips: object) -> AsyncIterator[Together]:
    line = Line(gate)
    yield Together(gate, line, "odd", 1)
    line.close()


async def test_each_gets_its_own_answer_in_few_round_trips(
    together: Together, trips: Callable[[], Awaitable[int]]
) -> None:
    assert await together.ask([1]) is True
    assert await trips() == 1
    numbers = [*range(UNLUCKY), *range(20, 40)]
    assert await asyncio.gather(*(together.ask([n]) for n in numbers)) == [n % 2 == 1 for n in numbers]
    assert await trips() == 2
    assert await together.ask([2]) is False


async def test_what_comes_meanwhile_goes_together(
    together: Together, trips: Callable[[], Awaitable[int]]
) -> None:
    tasks = []
    for number in range(10):
        tasks.append(asyncio.create_task(together.ask([number])))
        await asyncio.sleep(0.005)
    assert await asyncio.gather(*tasks) == [n % 2 == 1 for n in range(10)]
    assert 2 <= await trips() < len(tasks)


@pytest.mark.parametrize(("bad", "fault"), [(UNLUCKY, asyncpg.RaiseError), ("three", asyncpg.DataError)])
async def test_whoever_cannot_be_answered_fails_alone(
    together: Together, bad: object, fault: type[Exception]
) -> None:
    answers = await asyncio.gather(
        *(together.ask([number]) for number in (1, bad, 2)), return_exceptions=True
    )
    assert isinstance(answers.pop(1), fault)
    assert answers == [True, False]
    assert await together.ask([3]) is True


async def test_whoever_goes_takes_nobody_along(together: Together) -> None:
    tasks = [asyncio.create_task(together.ask([number])) for number in range(6)]
    await asyncio.sleep(0.02)
    tasks[3].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers.pop(3), asyncio.CancelledError)
    assert answers == [False, True, False, False, True]


async def test_no_more_come_together_than_might_wait(together: Together, gate: Gate) -> None:
    answers = await asyncio.gather(*(together.ask([2]) for _ in range(60)), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, Unavailable)]
    assert len(refused) == gate.turned_away == 60 - 44
    assert answers.count(False) == 44
    assert await together.ask([1]) is True


async def test_when_the_database_is_gone_all_are_told_at_once(together: Together, gate: Gate) -> None:
    tasks = []
    for number in (SLOW, 1):
        tasks.append(asyncio.create_task(together.ask([number])))
        await asyncio.sleep(0.1)
    gate.close()
    for each in tasks:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(each, 1)
    gate.open()
    assert await together.ask([1]) is True
