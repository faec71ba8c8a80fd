"""Withdraw a source: what it told of some days is taken back, of everybody, so that it can tell it anew."""

from collections.abc import AsyncIterator
from datetime import date

from app.jobs.score_students import Opening
from app.errors import InvalidInput
from app.store.activity.events import events as activity
from app.store.engagement import slices
from app.store.engagement.progress import BEFORE_ALL

AT_ONCE = 1_000


async def withdraw_source(open_here: Opening, source: str, first: date, last: date) -> AsyncIterator[int]:
    """Take back a source's events of those days; yields how many so far, slice by slice.

    Cut off, it is simply run again. What was scored with them is due. Raises InvalidInput for a source
    that the institution does not have.
    """
    after, removed = BEFORE_ALL, 0
    while True:
        async with open_here() as here:
            if source not in here.profile.scored:
                raise InvalidInput(f"{source!r} is not a source of this institution")
            mine = here.institution.institution_id
            taken = await slices.take(here.session, mine, first, last, after=after, most=AT_ONCE)
            if not len(taken):
                return
            after = taken.last_student
            removed += await activity.withdraw(here.session, taken, source, here.profile.scored)
        yield removed
