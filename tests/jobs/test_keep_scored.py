"""Keep scored: the service itself does what is due, and its copies step aside for each other."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from app.jobs.keep_scored import keep_scored, score_everything
from tests.jobs.test_assemble_copies import asking, state
from tests.jobs.test_drop_left_drafts import a_former_tutor, held
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio


async def months_become(student: Person, table: str, count: int) -> None:
    """Wait until there are so many."""
    for _ in range(600):
        if await student.world.count(table, student) == count:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{table}: not {count} of them within a minute")


async def test_the_service_scores_what_is_due_again_and_again(alone: World) -> None:
    student = await alone.student(consent=True)
    job = asyncio.create_task(keep_scored(alone.runtime, timedelta(seconds=0.1)))
    await months_become(student, "score_months", 3)
    await alone.deliver(event(student, "app", alone.today - timedelta(days=9)))
    assert await alone.count("pending_rescores", student) <= 1
    await months_become(student, "pending_rescores", 0)
    job.cancel()
    with suppress(asyncio.CancelledError):
        await job
    assert await alone.count("score_months", student) == 3


async def test_copies_of_the_service_step_aside_for_each_other(alone: World) -> None:
    student = await alone.student(consent=True)
    await asyncio.gather(*(score_everything(alone.runtime) for _ in range(3)))
    assert await alone.count("score_months", student) == 3


async def test_a_round_drops_drafts_that_were_left_behind(alone: World) -> None:
    student, _ = await a_former_tutor(alone, "LEFT BEHIND")
    alone.moment.now += timedelta(days=90)
    await score_everything(alone.runtime)
    assert await held(alone, student) == 0


async def test_a_round_makes_the_copies_that_were_asked_for(alone: World) -> None:
    nottingham = await alone.create_another("nottingham", empty=False)
    student = await asking(nottingham)
    await score_everything(nottingham.runtime)
    assert await state(student) == "answered"
