"""Try a scoring model: how many students a draft would move from each band of scores to each."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from random import Random, SystemRandom
from typing import Any

import numpy as np

from app.access.vocabulary import SectionName
from app.actions.context import StaffContext
from app.actions.engagement.score_slice import ReadSlice, compute_slice, read_slice
from app.actions.engagement.trial_budget import check_trials_left
from app.actions.engagement.tried_model import TriedModel
from app.actions.governance.audit_change import audit_change
from app.actions.governance.restrict import leave_out_restricted
from app.db.identity import elevated
from app.disclosure.trials import Counts, TrialControl
from app.errors import TrialsUsedUp
from app.store.engagement import scoring_trials, slices
from app.store.engagement.progress import BEFORE_ALL
from app.store.engagement.scoring_trials import StoredTrial

BATCH_SIZE = 10_000
"""Students at a time: one day of them takes little room."""


@dataclass(frozen=True, slots=True)
class Trial:
    tried: TriedModel
    stored: StoredTrial
    left: int
    """How many more trials of the academic year's days there can be."""


async def try_scoring_model(context: StaffContext, tried: TriedModel, random: Random | None = None) -> Trial:
    """What a draft would do to everybody's scores of a day, as figures about groups; it goes on record.

    What has been tried is answered as it was. Anything else uses up one of the academic year's trials. Raises
    TrialsUsedUp where none is left.
    """
    limits = context.profile.trials
    question = tried.question(limits.thresholds)
    async with elevated(context.transaction):
        await leave_out_restricted(context, SectionName.ENGAGEMENT)
        stored = await scoring_trials.find(context.transaction, question)
        if stored is None:
            stored = await _new_trial(context, tried, question, random or SystemRandom())
        made = await scoring_trials.count(context.transaction, tried.year)
    await _audit(context, tried, {"trial": stored.number})
    return Trial(tried, stored, max(0, limits.most - made))


async def _audit(context: StaffContext, tried: TriedModel, outcome: dict[str, Any]) -> None:
    await audit_change(
        context,
        "scoring model tried",
        f"scoring_model/{tried.draft.scoring_model_id}",
        after={"day": str(tried.day), "coefficients": tried.coefficients} | outcome,
    )


async def _new_trial(
    context: StaffContext, tried: TriedModel, question: bytes, random: Random
) -> StoredTrial:
    transaction, limits = context.transaction, context.profile.trials
    refused = partial(_audit, context, tried, {"refused": TrialsUsedUp.code})
    await check_trials_left(context, tried.year, refused)
    moves = await _count_moves(context, tried)
    await scoring_trials.lock(transaction)
    # Others may have tried while this was computed: the same, or the last that there could be.
    stored = await scoring_trials.find(transaction, question)
    if stored is not None:
        return stored
    made = await check_trials_left(context, tried.year, refused)
    control = TrialControl(context.profile.disclosure.round_to, limits.fewest, limits.noise)
    figures = asdict(control.publish(moves, random))
    stored = StoredTrial(made + 1, context.now, figures)
    await scoring_trials.add(
        transaction,
        tried.year,
        stored,
        question=question,
        scoring_model_id=tried.draft.scoring_model_id,
        day=tried.day,
        staff_id=context.staff_id,
    )
    return stored


async def _count_moves(context: StaffContext, tried: TriedModel) -> Counts:
    """Exactly: from each band (row) to each band (column)."""
    thresholds, day = context.profile.trials.thresholds, tried.day
    bands = len(thresholds) + 1
    sources = sorted({*tried.before.sources, *tried.after.sources})
    moves, last = np.zeros((bands, bands), np.int64), BEFORE_ALL
    while True:
        taken = await slices.take(context.transaction, day, day, after=last, most=BATCH_SIZE, lock=False)
        if not len(taken):
            return moves
        read = await read_slice(context, tried.before, taken, sources)
        moves += await asyncio.to_thread(_moves, tried, thresholds, read)
        last = taken.last_student


def _moves(tried: TriedModel, thresholds: Sequence[float], read: ReadSlice) -> Counts:
    """Of the students who have a score of the day under both models."""
    at, bands = read.axis.position(tried.day), len(thresholds) + 1
    old, new = (compute_slice(rules, read).scores[:, at] for rules in (tried.before, tried.after))
    scored = np.isfinite(old) & np.isfinite(new)
    from_band, to_band = (np.searchsorted(thresholds, each[scored], "right") for each in (old, new))
    counts = np.bincount(from_band * bands + to_band, minlength=bands * bands)
    return counts.reshape(bands, bands).astype(np.int64)
