"""Try signals: how many students another threshold would flag, and what that would mean for each tutor."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from hashlib import blake2b
from random import SystemRandom
from typing import Any

import numpy as np
from pydantic import ValidationError

from app.access.vocabulary import SectionName
from app.actions.activity.completeness import storable_until
from app.actions.context import StaffContext
from app.actions.engagement.judge_signals import tutoring_roles
from app.actions.engagement.signal_days import frame_of, read_days
from app.actions.engagement.trial_budget import check_trials_left
from app.actions.governance.audit_change import audit_change
from app.actions.governance.restrict import leave_out_restricted
from app.calendars.calendar import DAY
from app.db.identity import elevated
from app.disclosure.trials import Counts, TrialControl
from app.errors import Conflict, Fault, InvalidInput, NotCollected, TrialsUsedUp, rule_of
from app.profiles.signals import RuleEntry
from app.scoring.completeness import NEVER
from app.signals.days import Days
from app.store.engagement import scoring_trials, signal_trials, signals, slices
from app.store.engagement.progress import BEFORE_ALL
from app.store.engagement.scoring_trials import StoredTrial

BATCH_SIZE = 2_000
"""Students at a time."""


@dataclass(frozen=True, slots=True)
class SignalTrial:
    rule: str
    as_of: date
    stored: StoredTrial
    tutors: int
    left: int
    """How many more trials of the academic year's days there can be."""


def tried_rule(
    context: StaffContext, rule: str, thresholds: Mapping[str, Any]
) -> tuple[RuleEntry, RuleEntry]:
    """The rule as it is, and with those thresholds. Raises NotCollected and InvalidInput."""
    if context.profile.signals is None:
        raise NotCollected("this institution's profile has no rules for signals")
    before = context.profile.signals.rules.get(rule)
    if before is None:
        listed = ", ".join(context.profile.signals.rules)
        raise InvalidInput("see `errors`", faults=[Fault("/body/rule", f"must be one of {listed}")])
    unknown = sorted(set(thresholds) - set(type(before).model_fields))
    if unknown:
        raise InvalidInput(
            "see `errors`",
            faults=[
                Fault(f"/body/{name}", f"must be left out for a rule of the kind {before.kind}")
                for name in unknown
            ],
        )
    try:
        return before, type(before).model_validate(before.model_dump() | dict(thresholds))
    except ValidationError as problem:
        raise InvalidInput(
            "see `errors`",
            faults=[
                Fault(
                    "/body/" + "/".join(map(str, each["loc"] or ("rule",))),
                    rule_of(each),
                )
                for each in problem.errors()
            ],
        ) from None


async def try_signals(context: StaffContext, rule: str, before: RuleEntry, after: RuleEntry) -> SignalTrial:
    """Everybody judged by both, as figures about groups; it goes on record.

    What has been tried is answered as it was. Anything else uses up one of the academic year's trials, those
    of scoring models among them. Raises TrialsUsedUp where none is left.
    """
    transaction, profile = context.transaction, context.profile
    as_of = await storable_until(context, context.today - DAY)
    if as_of == NEVER:
        raise Conflict("a source has never delivered anything: there are no days to try this on")
    question = blake2b(
        json.dumps([str(as_of), rule, before.version, after.version]).encode(), digest_size=16
    ).digest()
    year = profile.academic_year(as_of)
    async with elevated(transaction):
        await leave_out_restricted(context, SectionName.SIGNALS)
        stored = await signal_trials.find(transaction, question)
        if stored is None:
            refused = partial(_audit, context, rule, as_of, after, {"refused": TrialsUsedUp.code})
            stored = await _new_trial(context, as_of, before, after, question, refused)
        made = await scoring_trials.count(transaction, year)
        tutors = await signals.count_tutors(transaction, tutoring_roles(profile), context.today)
    await _audit(context, rule, as_of, after, {"trial": stored.number})
    return SignalTrial(rule, as_of, stored, tutors, max(0, profile.trials.most - made))


async def _audit(
    context: StaffContext, rule: str, as_of: date, after: RuleEntry, outcome: dict[str, Any]
) -> None:
    tried = {"as_of": str(as_of), "version": after.version} | outcome
    await audit_change(context, "signal rule tried", f"signal_rule/{rule}", after=tried)


async def _new_trial(
    context: StaffContext,
    as_of: date,
    before: RuleEntry,
    after: RuleEntry,
    question: bytes,
    refused: Callable[[], Awaitable[None]],
) -> StoredTrial:
    transaction, limits = context.transaction, context.profile.trials
    year = context.profile.academic_year(as_of)
    await check_trials_left(context, year, refused)
    moves = await _count_moves(context, as_of, before, after)
    await scoring_trials.lock(transaction)
    # Others may have tried while this was computed: the same, or the last that there could be.
    stored = await signal_trials.find(transaction, question)
    if stored is not None:
        return stored
    made = await check_trials_left(context, year, refused)
    control = TrialControl(context.profile.disclosure.round_to, limits.fewest, limits.noise)
    figures = asdict(control.publish(moves, SystemRandom()))
    return await signal_trials.add(
        transaction, year, made=made, question=question, tried_at=context.now, staff_id=context.staff_id,
        figures=figures,
    )  # fmt: skip


async def _count_moves(context: StaffContext, as_of: date, before: RuleEntry, after: RuleEntry) -> Counts:
    """Exactly: from not flagged and flagged (row) to not flagged and flagged (column)."""
    frame, moves, last = await frame_of(context, as_of), np.zeros((2, 2), np.int64), BEFORE_ALL
    while True:
        taken = await slices.take(
            context.transaction, frame.first, as_of, after=last, most=BATCH_SIZE, lock=False
        )
        if not len(taken):
            return moves
        days = await read_days(context, frame, taken)
        moves += await asyncio.to_thread(_moves, before, after, days)
        last = taken.last_student


def _moves(before: RuleEntry, after: RuleEntry, days: Days) -> Counts:
    """Of the students of whom both say anything."""
    old, new = before.rule.judge(days), after.rule.judge(days)
    flags = [np.isin(np.arange(days.students), each.raised) for each in (old, new)]
    counted = old.speaks & new.speaks
    cells = flags[0][counted] * 2 + flags[1][counted]
    return np.bincount(cells, minlength=4).reshape(2, 2).astype(np.int64)
