"""Settle silence: what becomes of signals at once, as days stop counting or count again."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.actions.context import Context
from app.actions.engagement.signal_days import frame_of, read_days
from app.ids import SignalId, StudentId
from app.signals.findings import Verdict
from app.store.engagement import signal_progress, silenced, slices
from app.store.engagement.silenced import Unsettled


async def settle_silence(context: Context, students: Collection[StudentId]) -> None:
    """End the students' open signals whose days count no longer, and take back such an end.

    By the rules as the nightly job judges: on each signal's own day, and on the latest that was judged.
    Nothing else is raised or ended: the students wait to be judged again. For elevated work, with the
    students locked.
    """
    signals_of = context.profile.signals
    reached = await signal_progress.reached(context.transaction) if signals_of is not None else None
    if signals_of is None or reached is None:
        return
    await signal_progress.mark(context.transaction, students)
    since = reached.as_of - timedelta(days=signals_of.quiet_days)
    found = await silenced.list_unsettled(context.transaction, students, since)
    now = await _verdicts(context, found, reached.as_of)
    own: dict[SignalId, Verdict] = {}
    for day in sorted({each.as_of for each in found}):
        own |= await _verdicts(context, [each for each in found if each.as_of == day], day)
    for each in found:
        await _settle(context, each, own.get(each.signal_id), now.get(each.signal_id))


async def _settle(context: Context, of: Unsettled, own: Verdict | None, now: Verdict | None) -> None:
    """None of both where the profile has its rule no longer."""
    excluded = Verdict.EXCLUDED in {own, now}
    if of.is_open and excluded:
        await silenced.silence(context.transaction, of, context.today)
    elif not of.is_open and not excluded and own is not None and own.raises:
        await silenced.reopen(context.transaction, of)


async def _verdicts(context: Context, of: Sequence[Unsettled], as_of: date) -> dict[SignalId, Verdict]:
    """What each signal's rule says on that day of the signal's student."""
    if not of:
        return {}
    frame = await frame_of(context, as_of)
    taken = slices.of(sorted({each.student_id for each in of}), frame.first, as_of)
    days = await read_days(context, frame, taken)
    row = {taken.student(at): at for at in range(len(taken))}
    rules = {each.rule for each in of} & set(frame.rules)
    judged = {name: await asyncio.to_thread(frame.rules[name].rule.judge, days) for name in sorted(rules)}
    return {
        each.signal_id: judged[each.rule].verdict(row[each.student_id]) for each in of if each.rule in judged
    }
