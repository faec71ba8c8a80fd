"""Facts of students on a day, of the service's own data: only what was known at the day's end."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import nan
from typing import TypeVar

import numpy as np

from app.actions.context import Context
from app.ids import ModuleRunId, StudentId
from app.prediction.facts import Activity, Facts, Numbers, Places, Submissions
from app.prediction.features import vectors
from app.prediction.model import Model
from app.scoring import months
from app.store.insight import prediction_facts
from app.store.insight.prediction_facts import Active, Taken, Work

DAYS_TO_MARK = 14
"""The service is not told when marks come back: as in training, so many days after the work is handed in."""

Row = TypeVar("Row", Work, Active)
_Place = dict[tuple[StudentId, ModuleRunId], int]


async def features_of(
    context: Context, model: Model, taken: Sequence[Taken], work: Iterable[Work], *, last: date
) -> Numbers:
    """(taken, features): what was known of each at the end of the model's day. Set-wise, for one or for all.

    `work` is theirs, among others'; `last` the latest of their days. What is not kept here, such as credits,
    is NaN: nothing is known.
    """
    active = await _active(context, taken, last) if model.needs_activity else None
    return vectors(facts_of(model, taken, work, active), model.features, model.cut_off_day)


async def _active(context: Context, taken: Sequence[Taken], last: date) -> list[Active]:
    students = {each.student_id for each in taken}
    sources = context.profile.collected
    return await prediction_facts.list_activity(context.transaction, students, context.today, sources, last)


def facts_of(
    model: Model, taken: Sequence[Taken], work: Iterable[Work], active: Iterable[Active] | None
) -> Facts:
    """Rows as arrays; days count from the first day of each module run."""
    place = {(each.student_id, each.module_run_id): at for at, each in enumerate(taken)}
    passed = {module: model.module_passed(module) for module in {each.module for each in taken}}
    return Facts(
        students=len(taken),
        registered=np.array([_day(each.registered_on, each) for each in taken], np.float64),
        submissions=_submissions(place, work),
        activity=None if active is None else _activity(place, active),
        module_passed=np.array([passed[each.module] for each in taken], np.float64),
        earlier_attempts=np.array([each.earlier_attempts for each in taken], np.float64),
        credits=np.full(len(taken), nan),
    )


def _day(day: date | None, taken: Taken) -> float:
    return nan if day is None else float((day - taken.begins_on).days)


def _submissions(place: _Place, work: Iterable[Work]) -> Submissions:
    """A mark of what was never handed in has no day on which it was known, and counts as none."""
    rows = _placed(place, work)
    due, submitted, mark = (
        _doubles(getattr(each, name) for _, each in rows) for name in ("due", "submitted", "mark")
    )
    mark = np.where(np.isnan(submitted), nan, mark)
    returned = np.where(np.isnan(mark), nan, submitted + DAYS_TO_MARK)
    return Submissions(_places((at, each.due) for at, each in rows), due, submitted, returned, mark)


def _activity(place: _Place, active: Iterable[Active]) -> Activity:
    rows = _placed(place, active)
    first = _doubles(each.first for _, each in rows)
    amounts = months.unpack(each.amounts for _, each in rows)
    month, slot = np.nonzero(amounts)
    at = _places((at, each.first) for at, each in rows)
    return Activity(at[month], first[month] + slot, amounts[month, slot])


def _placed(place: _Place, rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """With where each is among those asked for; of others nothing is meant."""
    found = ((place.get((each.student_id, each.module_run_id)), each) for each in rows)
    return [(at, each) for at, each in found if at is not None]


def _doubles(packed: Iterable[bytes]) -> Numbers:
    return np.frombuffer(b"".join(packed), ">f8").astype(np.float64)


def _places(packed: Iterable[tuple[int, bytes]]) -> Places:
    """Each place, as often as there are doubles of it."""
    rows = list(packed)
    return np.repeat([at for at, _ in rows], [len(each) // 8 for _, each in rows]).astype(np.int64)
