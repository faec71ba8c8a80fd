"""Score an institution: bring its stored scores up to date with whatever changed.

First, passes over all students: an academic year's new days, or all its days where another model came into
force. Then what is pending otherwise: late events, corrections, outages, decisions, moves. Both go slice by
slice. A slice is one transaction that locks its students' rows, so a delivery, a withdrawn consent or a move
cannot come between reading amounts and storing scores. It also records how far the pass has come, so a run
that is cut off anywhere has lost nothing, and the next one repeats nothing.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.access.vocabulary import SectionName
from app.actions.activity.completeness import settle_outages, storable_until
from app.actions.context import Context
from app.actions.engagement.score_slice import Progress, score_pending, score_taken
from app.actions.governance.restrict import leave_out_restricted
from app.db.advisory import lock_for_long
from app.db.identity import stores
from app.ids import StudentId
from app.jobs.runtime import OpenContext
from app.scoring.months import Axis
from app.store.engagement import progress, scores, slices
from app.store.engagement.progress import BEFORE_ALL, Pass
from app.store.people import registrations, students
from app.store.snapshot import up_to_date

CELLS = 480_000
"""Students times days at a time in a pass: enough that round trips vanish, and memory stays small."""
STUDENTS = 16_000
"""Students at a time where there are few days: what is read of each is some kilobytes."""
LANES = 2
"""Slices at once."""
PENDING_SLICE = 500
"""Students at a time where each may have other days pending, years apart."""


async def score_institution(
    open_context: OpenContext, through: date, *, wait: bool = True
) -> AsyncGenerator[Progress]:
    """Compute and store every score that is pending up to and including the day `through`.

    Only one run works on an institution at a time: another waits for its end and then does what is left,
    or with `wait=False` does nothing.
    """
    done = Progress(0, 0)
    async with open_context() as guard:
        if not await lock_for_long(guard.transaction, "scoring", wait=wait):
            return
        await _delete_refused(open_context)
        through = await _settled(open_context, through)
        # A model that is published meanwhile is for the next run.
        for begun in await _passes(guard, through):
            most = min(STUDENTS, await students.count(guard.transaction) // LANES + 1)
            async for step in _run_pass(open_context, begun, most):
                done = Progress(done.students + step.students, done.months + step.months, step.problems)
                yield done
        after = BEFORE_ALL
        while await scores.is_anything_pending(guard.transaction, through, after):
            async with open_context() as context:
                await leave_out_restricted(context, SectionName.ENGAGEMENT)
                after, step = await score_pending(context, through, after=after, most=PENDING_SLICE)
            if not step.students:  # what is left is of students whose data are restricted since
                break
            done = Progress(done.students + step.students, done.months + step.months, step.problems)
            yield done


async def _delete_refused(open_context: OpenContext) -> None:
    """Delete the scores of whoever said no, before it began, to the academic year that it is now."""
    async with open_context() as context:
        await stores(context.transaction)
        profile = context.profile
        rule = profile.consent_for(SectionName.ENGAGEMENT)
        if rule is not None:
            year = profile.academic_year(context.today)
            begins = datetime.combine(profile.first_day(year), time.min, profile.zone)
            await scores.delete_refused_ahead(
                context.transaction, rule.purpose, year, begins, profile.first_day(year + 1)
            )


async def _settled(open_context: OpenContext, through: date) -> date:
    """The last day to score, `through` at the latest: one that every source has completed, or was down on."""
    async with open_context() as context:
        await settle_outages(context)
        return await storable_until(context, through)


async def _run_pass(open_context: OpenContext, begun: Pass, most: int) -> AsyncIterator[Progress]:
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
                running.append(
                    asyncio.create_task(_pass_slice(open_context, begun, after, most, taken, before))
                )
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
    open_context: OpenContext,
    begun: Pass,
    after: StudentId | None,
    most: int,
    taken: "asyncio.Future[StudentId | None]",
    before: "asyncio.Task[Progress] | None",
) -> Progress:
    """The pass's next slice; `taken` learns up to whom it goes, or None where it is the last."""
    first, last = begun.first_day, begun.last_day
    async with open_context() as context:
        transaction = context.transaction
        await progress.need_not_last(transaction)
        await leave_out_restricted(context, SectionName.ENGAGEMENT)
        some = await slices.take(transaction, first, last, after=after or BEFORE_ALL, most=most)
        reached = some.last_student if len(some) == most else None
        taken.set_result(reached)
        step = await score_taken(context, some) if len(some) else Progress(0, 0)
        if before is not None:
            await asyncio.wait([before])
            before.result()
        await progress.record(transaction, replace(begun, done_to=reached))
        if step.problems:
            await scores.mark_for_rescore(
                transaction, {each.student_id: (first, last) for each in step.problems}
            )
    return step


async def _passes(context: Context, through: date) -> list[Pass]:
    """The passes that are not complete, by academic year, those that nobody has begun among them."""
    # The run may have waited for another one since the context was opened.
    institution = await up_to_date(context.transaction, context.institution)
    latest, found = await progress.latest(context.transaction), []
    for year, scored in institution.scored_years.items():
        model, begun = institution.models[year].model.scoring_model_id, latest.get(year)
        last = min(through, scored.last)
        if begun is not None and begun.scoring_model_id == model:
            if begun.done_to is not None:
                found.append(begun)
            since = begun.last_day + timedelta(days=1)
        else:
            since = scored.first
            registered = await registrations.first_day(context.transaction)
            if registered is None or registered > last:
                continue
        if since <= last:
            found.append(Pass(year, model, since, last, BEFORE_ALL))
    return found
