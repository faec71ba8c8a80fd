"""Facts of students on a day, of the service's own data: only what was known at the day's end."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import nan

import numpy as np

from app.actions.context import Context
from app.prediction.facts import Activity, Facts, Numbers, Places, Submissions
from app.prediction.features import vectors
from app.prediction.model import Model
from app.scoring import months
from app.store.insight import prediction_facts
from app.store.insight.prediction_facts import Active, Taken

DAYS_TO_MARK = 14
"""The service is not told when marks come back: as in training, so many days after the work is handed in."""


async def features_of(context: Context, model: Model, taken: Sequence[Taken], *, last: date) -> Numbers:
    """(taken, features): what was known of each at the end of the model's day. Set-wise, for one or for all.

    `last` is the latest of their days. What is not kept here, such as credits, is NaN: nothing is known.
    """
    active = await _active(context, taken, last) if model.needs_activity else None
    return vectors(facts_of(model, taken, active), model.features, model.cut_off_day)


async def _active(context: Context, taken: Sequence[Taken], last: date) -> list[Active]:
    students = {each.student_id for each in taken}
    sources = context.profile.collected
    return await prediction_facts.list_activity(context.transaction, students, context.today, sources, last)


def facts_of(model: Model, taken: Sequence[Taken], active: Iterable[Active] | None) -> Facts:
    """Rows as arrays; days count from the first day of each module run."""
    passed = {module: model.module_passed(module) for module in {each.module for each in taken}}
    return Facts(
        students=len(taken),
        registered=np.array([_registered(each) for each in taken], np.float64),
        submissions=_submissions(taken),
        activity=None if active is None else _activity(taken, active),
        module_passed=np.array([passed[each.module] for each in taken], np.float64),
        earlier_attempts=np.array([each.earlier_attempts for each in taken], np.float64),
        credits=np.full(len(taken), nan),
    )


def _registered(taken: Taken) -> float:
    return nan if taken.registered_on is None else float((taken.registered_on - taken.begins_on).days)


def _submissions(taken: Sequence[Taken]) -> Submissions:
    """A mark of what was never handed in has no day on which it was known, and counts as none."""
    due, submitted, mark = (
        _doubles([getattr(each, name) for each in taken]) for name in ("due", "submitted", "mark")
    )
    mark = np.where(np.isnan(submitted), nan, mark)
    returned = np.where(np.isnan(mark), nan, submitted + DAYS_TO_MARK)
    student = _repeated(range(len(taken)), [each.due for each in taken])
    return Submissions(student, due, submitted, returned, mark)


def _activity(taken: Sequence[Taken], active: Iterable[Active]) -> Activity:
    """Of module runs that were not asked for, nothing is meant."""
    place = {(each.student_id, each.module_run_id): at for at, each in enumerate(taken)}
    found = ((place.get((each.student_id, each.module_run_id)), each) for each in active)
    rows = [(at, each) for at, each in found if at is not None]
    first = _doubles([each.first for _, each in rows])
    amounts = months.unpack(each.amounts for _, each in rows)
    month, slot = np.nonzero(amounts)
    student = _repeated([at for at, _ in rows], [each.first for _, each in rows])
    return Activity(student[month], first[month] + slot, amounts[month, slot])


def _doubles(packed: Sequence[bytes]) -> Numbers:
    return np.frombuffer(b"".join(packed), ">f8").astype(np.float64)


def _repeated(places: Sequence[int], packed: Sequence[bytes]) -> Places:
    """Each place, as often as there are doubles of it."""
    return np.repeat(np.array(places, np.int64), [len(each) // 8 for each in packed])
