"""Keep scored: the nightly run of scores and signals inside the service, with PostgreSQL as coordinator."""

import asyncio
import logging
from datetime import timedelta
from functools import partial

from app.actions.governance.check_data import check_data_daily
from app.db.identity import as_operator
from app.errors import Refusal
from app.ids import StudentId
from app.jobs.assemble_copies import assemble_copies
from app.jobs.drop_left_drafts import drop_left_drafts
from app.jobs.evaluate_cohorts import evaluate_cohorts
from app.jobs.judge_signals import judge_institution
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import score_institution
from app.store import institutions

_log = logging.getLogger("attune")


async def keep_scored(runtime: JobRuntime, every: timedelta) -> None:
    """Bring every institution up to yesterday, again and again, until cancelled.

    Every copy of the service may run this: one works on an institution, the others step aside.
    """
    while True:
        try:
            await score_everything(runtime)
        except Refusal as refusal:
            _log.warning("scoring put off: %s", refusal.code)
        except Exception:  # noqa: BLE001 (a job that ended for good would let scores grow old unseen)
            _log.exception("scoring failed; it is tried again")
        await asyncio.sleep(every.total_seconds())


async def score_everything(runtime: JobRuntime) -> None:
    """Score every institution once, as far as no other copy does, and do what else is done each time.

    Saved cohorts are evaluated, drafts left behind are dropped, copies that students asked for are made, and
    the data are checked once a day.
    """
    async with as_operator(runtime.database) as transaction:
        codes = [each.code for each in await institutions.list_all(transaction)]
    for code in codes:
        async with runtime.context(code) as context:
            yesterday = context.today - timedelta(days=1)
        stored, unscored = 0, set[StudentId]()
        async for progress in score_institution(partial(runtime.context, code), yesterday, wait=False):
            stored = progress.months
            unscored |= {each.student_id for each in progress.problems}
        if stored or unscored:
            _log.info("%s: %d months of scores stored, %d students not scored", code, stored, len(unscored))
        raised = 0
        async for judged in judge_institution(partial(runtime.context, code), yesterday, wait=False):
            raised = judged.raised
        if raised:
            _log.info("%s: %d signals raised", code, raised)
        async for _ in evaluate_cohorts(partial(runtime.context, code)):
            pass
        async with runtime.context(code) as context:
            await drop_left_drafts(context)
        async with runtime.context(code) as context:
            await check_data_daily(context)
        await assemble_copies(partial(runtime.context, code))
