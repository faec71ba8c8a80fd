"""Keep scored: the service itself scores what is due, and its copies step aside for each other."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from app.jobs.keep_scored import keep_scored, score_everything
from tests.world import World, event

pytestmark = pytest.mark.anyio


async def test_the_service_scores_what_is_due_again_and_again(world: World) -> None:
    student = await world.student(consent=True)
    job = asyncio.create_task(keep_scored(world.runtime, timedelta(seconds=0.1)))
    # Each pass goes over every institution of the database: as many as tests have founded.
    for _ in range(600):
        if await world.count("score_months", student) == 3:
            break
        await asyncio.sleep(0.1)
    await world.deliver(event(student, "app", world.today - timedelta(days=9)))
    assert await world.count("pending_rescores", student) <= 1
    for _ in range(600):
        if await world.count("pending_rescores", student) == 0:
            break
        await asyncio.sleep(0.1)
    job.cancel()
    with suppress(asyncio.CancelledError):
        await job
    assert await world.count("score_months", student) == 3
    assert await world.count("pending_rescores", student) == 0


async def test_copies_of_the_service_step_aside_for_each_other(world: World) -> None:
    student = await world.student(consent=True)
    await asyncio.gather(*(score_everything(world.runtime) for _ in range(3)))
    assert await world.count("score_months", student) == 3
