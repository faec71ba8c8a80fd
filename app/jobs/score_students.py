"""Score students: bring the stored scores of an institution up to date with whatever changed.

First, passes over all students: an academic year's new days, or all its days where another model came into
force. Then whatever else is due: late events, corrections, outages, decisions, moves. Both go slice by
slice. A slice is one transaction that holds its students' rows, so a delivery, a withdrawn consent or a
move cannot come between reading amounts and storing scores; it also notes how far the pass has come, so a
run that is cut off anywhere has lost nothing, and the next one repeats nothing.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.actions.engagement.compute_scores import load_rules
from app.actions.context import Here
from app.actions.engagement.score_slice import compute_slice, read_slice, store_slice
from app.ids import StudentId
from app.scoring.months import Axis
from app.store.engagement import progress, scores, slices
from app.store.people import registrations, students
from app.store.engagement.progress import BEFORE_ALL, Pass
from app.store.engagement.slices import Slice

CELLS = 480_000
"""Students times days at a time in a pass: enough that round trips vanish, and memory stays small."""
STUDENTS = 16_000
"""Students at a time where there are few days: what is read of each is some kilobytes."""
LANES = 2
"""Slices at once."""
DUE_SLICE = 500
"""The same where every student may have other days due, years apart."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why some of a student's days could not be scored."""

    student_id: StudentId
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    students: int
    """Students looked at so far."""
    months: int
    """Months of scores stored so far, whole or in part."""
    problems: tuple[Problem, ...] = ()
    """Those of the latest slice; they stop nobody else."""


Opening = Callable[[], AbstractAsyncContextManager[Here]]
"""Opens a transaction on the institution's own behalf."""


async def score_institution(
    open_here: Opening, through: date, *, wait: bool = True
) -> AsyncGenerator[Progress]:
    """Compute and store every score that is due up to and including the day `through`.

    Only one run works on an institution at a time: another waits for its end and then does what is left,
    or with `wait=False` does nothing.
    """
    done = Progress(0, 0)
    async with open_here() as guard:
        mine = guard.institution.institution_id
        if not await progress.lock(guard.session, mine, wait=wait):
            return
        # A model that is published meanwhile is for the next run.
        for begun in await _passes(guard, through):
            most = min(STUDENTS, await students.count(guard.session, mine) // LANES + 1)
            async for step in _run_pass(open_here, begun, most):
                done = Progress(done.students + step.students, done.months + step.months, step.problems)
                yield done
        after = BEFORE_ALL
        while await scores.is_anything_due(guard.session, mine, through, after):
            async with open_here() as here:
                after, step = await _score_due(here, through, after=after)
            done = Progress(done.students + step.students, done.months + step.months, step.problems)
            yield done


async def score_now(here: Here, student_id: StudentId) -> None:
    """Compute and store what is due for one student, in the caller's transaction."""
    await _score_due(here, date.max, after=BEFORE_ALL, only=student_id)


async def _run_pass(open_here: Opening, begun: Pass, most: int) -> AsyncIterator[Progress]:
    """Slice after slice, some at once: while PostgreSQL stores one, the next is read and computed.

    None has more than so many students. They commit in their order, so how far the pass has come is one
    student's identifier.
    """
    most = min(max(CELLS // Axis.covering(begun.first_day, begun.last_day).length, 1), most)
    running: deque[asyncio.Task[Progress]] = deque()
    after, more = begun.done_to, True
    try:
        while more or running:
            if more and len(running) < LANES:
                taken: asyncio.Future[StudentId | None] = asyncio.get_running_loop().create_future()
                before = running[-1] if running else None
                running.append(asyncio.create_task(_pass_slice(open_here, begun, after, most, taken, before)))
                ready: set[asyncio.Future[Any]] = {taken, running[-1]}
                await asyncio.wait(ready, return_when=asyncio.FIRST_COMPLETED)
                after = taken.result() if taken.done() else None
                more = after is not None
            else:
                yield await running.popleft()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _pass_slice(
    open_here: Opening,
    begun: Pass,
    after: StudentId | None,
    most: int,
    taken: "asyncio.Future[StudentId | None]",
    before: "asyncio.Task[Progress] | None",
) -> Progress:
    """The pass's next slice; `taken` learns up to whom it goes, or None where it is the last."""
    first, last = begun.first_day, begun.last_day
    async with open_here() as here:
        mine = here.institution.institution_id
        await progress.need_not_last(here.session)
        some = await slices.take(here.session, mine, first, last, after=after or BEFORE_ALL, most=most)
        reached = some.last_student if len(some) == most else None
        taken.set_result(reached)
        stored, problems = await _score_slice(here, some) if len(some) else (0, ())
        if before is not None:
            await asyncio.wait([before])
            before.result()
        await progress.record(here.session, mine, replace(begun, done_to=reached))
        if problems:
            await scores.call_due(here.session, {each.student_id: (first, last) for each in problems})
    return Progress(len(some), stored, problems)


async def _score_slice(here: Here, taken: Slice) -> tuple[int, tuple[Problem, ...]]:
    """Compute and store the days of the slice that was taken; returns how many months were stored.

    Whoever's data cannot be scored stays due, so every run tries again and says so.
    """
    rules = await load_rules(here, *taken.days)
    read = await read_slice(here, rules, taken)
    computed = compute_slice(here, rules, read)
    stored = await store_slice(here, rules, taken, computed)
    await slices.clear_due(here.session, taken, but=computed.problems)
    return stored, tuple(
        Problem(taken.student(number), why) for number, why in sorted(computed.problems.items())
    )


async def _passes(here: Here, through: date) -> list[Pass]:
    """The passes that are not complete, by academic year, those that nobody has begun among them."""
    mine, found = here.institution.institution_id, []
    for year, model, begun in await progress.in_force(here.session, mine):
        last = min(through, here.profile.first_day(year + 1) - timedelta(days=1))
        if begun is not None and begun.scoring_model_id == model:
            if begun.done_to is not None:
                found.append(begun)
            since = begun.last_day + timedelta(days=1)
        else:
            since = here.profile.first_day(year)
            registered = await registrations.first_day(here.session, mine)
            if registered is None or registered > last:
                continue
        if since <= last:
            found.append(Pass(year, model, since, last, BEFORE_ALL))
    return found


async def _score_due(
    here: Here, through: date, *, after: StudentId, only: StudentId | None = None
) -> tuple[StudentId, Progress]:
    """Score the next students who have something due, and say up to whom."""
    mine = here.institution.institution_id
    taken = await slices.take_due(here.session, mine, through, after=after, most=DUE_SLICE, only=only)
    if not len(taken):
        return after, Progress(0, 0)
    stored, problems = await _score_slice(here, taken)
    return taken.last_student, Progress(len(taken), stored, problems)
