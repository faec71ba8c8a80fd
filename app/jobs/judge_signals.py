"""Judge signals: the nightly pass over everybody, and whoever's days have changed since.

Slice by slice, one transaction each, so memory stays flat and a run that is cut off goes on where it ended.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import date

from app.access.vocabulary import SectionName
from app.actions.activity.completeness import settle_outages, storable_until
from app.actions.context import Context
from app.actions.engagement.judge_signals import Done, judge_at_a_glance, judge_slice, settle_owners
from app.actions.engagement.signal_days import Frame, frame_of, taught_weeks
from app.actions.governance.restrict import leave_out_restricted
from app.db.advisory import lock_for_long
from app.ids import StudentId
from app.jobs.runtime import OpenContext
from app.scoring.completeness import NEVER
from app.store.engagement import signal_progress, slices
from app.store.engagement.progress import BEFORE_ALL
from app.store.engagement.signal_progress import Reached
from app.store.engagement.slices import Slice

CELLS = 480_000
"""Students times days at a time."""
LANES = 2
"""Slices at once: while one is read, another is judged."""
ROUND = 8
"""Slices until it is recorded how far the pass has come."""
PENDING_SLICE = 500
Judge = Callable[[Context, Frame, Slice], Awaitable[Done]]


async def judge_institution(
    open_context: OpenContext, through: date, *, wait: bool = True
) -> AsyncGenerator[Done]:
    """Judge everybody up to the last day, `through` at the latest, that every source has completed.

    Who was judged up to that day already is judged again only where their days have changed. Only one run
    works on an institution at a time. Nothing where the profile has no rules.
    """
    async with open_context() as guard:
        if guard.profile.signals is None or not await lock_for_long(guard.transaction, "signals", wait=wait):
            return
        as_of = await _settled(open_context, through)
        if as_of == NEVER:
            return
        done = Done()
        async for each in _everybody(open_context, as_of):
            done += each
            yield done
        async for each in _pending(open_context, as_of):
            done += each
            yield done
        async with open_context() as context:
            await settle_owners(context)


async def _settled(open_context: OpenContext, through: date) -> date:
    async with open_context() as context:
        await settle_outages(context)
        return await storable_until(context, through)


async def _everybody(open_context: OpenContext, as_of: date) -> AsyncGenerator[Done]:
    """By every rule once in a teaching week; else by those of every night, and by all where one is open."""
    async with open_context() as context:
        begun = await signal_progress.reached(context.transaction)
        if begun is not None and (begun.as_of > as_of or (begun.as_of == as_of and begun.done_to is None)):
            return
        weekly = _is_weekly(context, begun, as_of)
        frame = await frame_of(context, as_of, weekly=weekly)
    judge: Judge = judge_slice if weekly else judge_at_a_glance
    after = begun.done_to if begun is not None and begun.as_of == as_of else None
    more, free = True, asyncio.Semaphore(LANES)
    while more:
        async with open_context() as context:
            await leave_out_restricted(context, SectionName.SIGNALS)
            taken, more = await _take(context, frame, after)
        async with asyncio.TaskGroup() as lanes:
            running = [lanes.create_task(_judge(open_context, free, judge, frame, each)) for each in taken]
        after = taken[-1].last_student if more else None
        async with open_context() as context:
            await signal_progress.record(context.transaction, Reached(as_of, after, weekly))
        for each in running:
            yield each.result()
    if not weekly:
        await _open_ones(open_context, as_of)


async def _take(context: Context, frame: Frame, after: StudentId | None) -> tuple[list[Slice], bool]:
    """The next slices, as many as a round has, and whether there may be more."""
    most, found = max(CELLS // frame.length, 1), list[Slice]()
    while len(found) < ROUND:
        since = found[-1].last_student if found else after or BEFORE_ALL
        some = await slices.take(
            context.transaction, frame.first, frame.as_of, after=since, most=most, lock=False
        )
        found += [some] if len(some) else []
        if len(some) < most:
            return found, False
    return found, True


async def _judge(
    open_context: OpenContext, free: asyncio.Semaphore, judge: Judge, frame: Frame, taken: Slice
) -> Done:
    async with free, open_context() as context:
        await leave_out_restricted(context, SectionName.SIGNALS)
        return await judge(context, frame, taken)


def _is_weekly(context: Context, begun: Reached | None, as_of: date) -> bool:
    """Whether a teaching week is over since, or a run in which one was judged was cut off."""
    if begun is None or (begun.weekly and begun.done_to is not None):
        return True
    before, now = (taught_weeks(context, each)[-1:] for each in (begun.as_of, as_of))
    return [each.monday for each in before] != [each.monday for each in now]


async def _open_ones(open_context: OpenContext, as_of: date) -> None:
    """Whoever has an open signal, by every rule: days may have been left out since, by an exemption."""
    after = BEFORE_ALL
    while True:
        async with open_context() as context:
            await leave_out_restricted(context, SectionName.SIGNALS)
            listed = await signal_progress.list_open(context.transaction, after=after, most=PENDING_SLICE)
            if not listed:
                return
            frame = await frame_of(context, as_of)
            await judge_slice(context, frame, slices.of(listed, frame.first, as_of))
            after = listed[-1]


async def _pending(open_context: OpenContext, as_of: date) -> AsyncGenerator[Done]:
    """Each as of today, and as of the day of each open signal of theirs."""
    after = BEFORE_ALL
    while True:
        async with open_context() as context:
            await leave_out_restricted(context, SectionName.SIGNALS)
            listed = await signal_progress.take_pending(context.transaction, after=after, most=PENDING_SLICE)
            if not listed:
                return
            done = Done()
            for day in await signal_progress.open_days(context.transaction, listed):
                frame = await frame_of(context, day)
                taken = slices.of(listed, frame.first, day)
                await judge_slice(context, frame, taken, again=True, only_judged_then=True)
            frame = await frame_of(context, as_of)
            done += await judge_slice(context, frame, slices.of(listed, frame.first, as_of), again=True)
            after = listed[-1]
        yield done
