"""Facts of students on a day, of the service's own data: only what was known at the day's end."""

from collections.abc import Sequence
from datetime import date
from math import nan
from typing import TypeVar

import numpy as np

from app.actions.context import Context
from app.ids import ModuleRunId, StudentId
from app.prediction.facts import Activity, Facts, Numbers, Submissions
from app.prediction.features import vectors
from app.prediction.model import Model
from app.scoring import months
from app.store.insight import prediction_facts
from app.store.insight.prediction_facts import ActiveMonth, Piece, Taken

DAYS_TO_MARK = 14
"""The service is not told when marks come back: as in training, so many days after the work is handed in."""

Row = TypeVar("Row", Piece, ActiveMonth)
_Place = dict[tuple[StudentId, ModuleRunId], int]


async def features_of(context: Context, model: Model, taken: Sequence[Taken], *, last: date) -> Numbers:
    """(taken, features): what was known of each at the end of the model's day. Set-wise, for one or for all.

    `last` is the latest of their days. What is not kept here, such as credits, is NaN: nothing is known.
    """
    pieces = await prediction_facts.list_work(context.transaction, taken)
    active = (
        await prediction_facts.list_activity(context.transaction, taken, context.profile.collected, last)
        if model.needs_activity
        else None
    )
    return vectors(facts_of(model, taken, pieces, active), model.features, model.cut_off_day)


def facts_of(
    model: Model, taken: Sequence[Taken], pieces: Sequence[Piece], active: Sequence[ActiveMonth] | None
) -> Facts:
    """Rows as arrays; days count from the first day of each module run."""
    place = {(each.student_id, each.module_run_id): at for at, each in enumerate(taken)}
    return Facts(
        students=len(taken),
        registered=np.array([_day(each.registered_on, each) for each in taken], np.float64),
        submissions=_submissions(taken, place, pieces),
        activity=None if active is None else _activity(taken, place, active),
        module_passed=np.array([model.module_passed(each.module) for each in taken], np.float64),
        earlier_attempts=np.array([each.earlier_attempts for each in taken], np.float64),
        credits=np.full(len(taken), nan),
    )


def _day(day: date | None, taken: Taken) -> float:
    return nan if day is None else float((day - taken.begins_on).days)


def _submissions(taken: Sequence[Taken], place: _Place, pieces: Sequence[Piece]) -> Submissions:
    """A mark of what was never handed in has no day on which it was known, and counts as none."""
    rows = [(place[each.student_id, each.module_run_id], each) for each in _placed(place, pieces)]
    due, submitted = (
        np.array([_day(getattr(each, name), taken[at]) for at, each in rows], np.float64)
        for name in ("due_on", "submitted_on")
    )
    mark = np.array([nan if each.mark is None else each.mark for _, each in rows], np.float64)
    mark = np.where(np.isnan(submitted), nan, mark)
    returned = np.where(np.isnan(mark), nan, submitted + DAYS_TO_MARK)
    return Submissions(np.array([at for at, _ in rows], np.int64), due, submitted, returned, mark)


def _activity(taken: Sequence[Taken], place: _Place, active: Sequence[ActiveMonth]) -> Activity:
    rows = _placed(place, active)
    at = np.array([place[each.student_id, each.module_run_id] for each in rows], np.int64)
    first = np.array([_day(each.month, taken[n]) for n, each in zip(at, rows, strict=True)], np.float64)
    amounts = months.unpack(each.amounts for each in rows)
    row, slot = np.nonzero(amounts)
    return Activity(at[row], first[row] + slot, amounts[row, slot])


def _placed(place: _Place, rows: Sequence[Row]) -> list[Row]:
    """Students and runs are asked for as two lists: of a pair that is none, nothing is meant."""
    return [each for each in rows if (each.student_id, each.module_run_id) in place]
