"""Keep scored: the nightly run of scores and signals inside the service, with PostgreSQL as coordinator."""

import logging
from datetime import timedelta
from functools import partial

from app.actions.governance.check_data import check_data_daily
from app.ids import StudentId
from app.jobs.again_and_again import again_and_again
from app.jobs.assemble_copies import assemble_copies
from app.jobs.drop_left_drafts import drop_left_drafts
from app.jobs.evaluate_cohorts import evaluate_cohorts
from app.jobs.judge_signals import judge_institution
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import score_institution

_log = logging.getLogger("attune")


async def keep_scored(runtime: JobRuntime, every: timedelta) -> None:
    """Bring every institution up to yesterday, again and again, until cancelled.

    Every copy of the service may run this: one works on an institution, the others step aside.
    """
    await again_and_again("scoring", partial(score_everything, runtime), every)


async def score_everything(runtime: JobRuntime) -> None:
    """Score every institution once, as far as no other copy does, and do what else is done each time.

    Saved cohorts are evaluated, drafts left behind are dropped, copies that students asked for are made, and
    the data are checked once a day.
    """
    for code in await runtime.codes():
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
