"""Withdraw a source: what it sent of some days is taken back, of everybody, so that it can send it anew."""

from collections.abc import AsyncIterator
from datetime import date

from app.db.identity import stores
from app.errors import InvalidInput
from app.jobs.on_record import on_record
from app.jobs.runtime import OpenContext
from app.store.engagement import slice_events, slices
from app.store.engagement.progress import BEFORE_ALL

BATCH_SIZE = 1_000
"""Students at a time."""


async def withdraw_source(
    open_context: OpenContext, source: str, first: date, last: date
) -> AsyncIterator[int]:
    """Take back a source's events of those days; yields how many so far, slice by slice.

    It is on record: that it began, and how many events went. Cut off, it is simply run again. Scores computed
    with them are marked for computing again. Raises InvalidInput for a source that the institution does not
    have.
    """
    async with open_context() as context:
        if source not in context.profile.scored:
            raise InvalidInput(f"{source!r} is not a source of this institution")
    days = {"first_day": first.isoformat(), "last_day": last.isoformat()}
    async with on_record(open_context, "withdrawal", f"source/{source}", of=days) as figures:
        async for removed in _slices(open_context, source, first, last):
            figures.update(days, events=removed)
            yield removed


async def _slices(open_context: OpenContext, source: str, first: date, last: date) -> AsyncIterator[int]:
    after, removed = BEFORE_ALL, 0
    while True:
        async with open_context() as context:
            await stores(context.transaction)
            taken = await slices.take(context.transaction, first, last, after=after, most=BATCH_SIZE)
            if not len(taken):
                return
            after = taken.last_student
            counted = context.institution.counted_sources()
            removed += await slice_events.remove(context.transaction, taken, source, counted)
        yield removed
