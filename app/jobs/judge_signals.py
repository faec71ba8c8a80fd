"""Judge signals: the nightly pass over everybody, and whoever's days have changed since.

Slice by slice, one transaction each, so memory stays flat and a run that is cut off goes on where it ended.
"""

from collections.abc import AsyncGenerator
from datetime import date

from app.actions.activity.completeness import settle_outages, storable_until
from app.actions.engagement.judge_signals import Done, judge_slice, settle_owners
from app.actions.engagement.signal_days import frame_of
from app.jobs.runtime import OpenContext
from app.scoring.completeness import NEVER
from app.store.engagement import signal_progress, slices
from app.store.engagement.progress import BEFORE_ALL

CELLS = 480_000
"""Students times days at a time."""
PENDING_SLICE = 500


async def judge_institution(
    open_context: OpenContext, through: date, *, wait: bool = True
) -> AsyncGenerator[Done]:
    """Judge everybody up to the last day, `through` at the latest, that every source has completed.

    Who was judged up to that day already is judged again only where their days have changed. Only one run
    works on an institution at a time. Nothing where the profile has no rules.
    """
    async with open_context() as guard:
        if guard.profile.signals is None or not await signal_progress.lock(guard.transaction, wait=wait):
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
    async with open_context() as context:
        begun = await signal_progress.reached(context.transaction)
        frame = await frame_of(context, as_of)
    if begun is not None and (begun.as_of > as_of or (begun.as_of == as_of and begun.done_to is None)):
        return
    after = begun.done_to if begun is not None and begun.as_of == as_of else None
    most, more = max(CELLS // frame.length, 1), True
    while more:
        async with open_context() as context:
            taken = await slices.take(
                context.transaction, frame.first, as_of, after=after or BEFORE_ALL, most=most, lock=False
            )
            more = len(taken) == most
            done = await judge_slice(context, frame, taken) if len(taken) else Done()
            after = taken.last_student if more else None
            await signal_progress.record(context.transaction, as_of, after)
        yield done


async def _pending(open_context: OpenContext, as_of: date) -> AsyncGenerator[Done]:
    """Each as of today, and as of the day of each open signal of theirs."""
    after = BEFORE_ALL
    while True:
        async with open_context() as context:
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
