"""Keep scored: the nightly run inside the service's own deployment, with PostgreSQL as the coordinator."""

import asyncio
import logging
from datetime import timedelta
from functools import partial

from app.jobs.score_students import score_institution
from app.jobs.runtime import Workshop
from app.errors import Refusal
from app.ids import StudentId
from app.store import institutions
from app.db.asking import as_operator

_log = logging.getLogger("attune")


async def keep_scored(workshop: Workshop, every: timedelta) -> None:
    """Bring every institution up to yesterday, again and again, until cancelled.

    Every copy of the service may run this: one works on an institution, the others step aside.
    """
    while True:
        try:
            await score_everything(workshop)
        except Refusal as refusal:
            _log.warning("scoring put off: %s", refusal.code)
        except Exception:  # noqa: BLE001 (a job that ended for good would let scores grow old unseen)
            _log.exception("scoring failed; it is tried again")
        await asyncio.sleep(every.total_seconds())


async def score_everything(workshop: Workshop) -> None:
    async with as_operator(workshop.engine) as session:
        codes = [each.code for each in await institutions.list_all(session)]
    for code in codes:
        async with workshop.here(code) as here:
            yesterday = here.today - timedelta(days=1)
        stored, unscored = 0, set[StudentId]()
        async for progress in score_institution(partial(workshop.here, code), yesterday, wait=False):
            stored = progress.months
            unscored |= {each.student_id for each in progress.problems}
        if stored or unscored:
            _log.info("%s: %d months of scores stored, %d students not scored", code, stored, len(unscored))
