"""Facts of students on a day, of the service's own data: only what was known at the day's end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.actions.context import Context
from app.db.binary_copy import day_number
from app.ids import StudentId
from app.prediction.facts import Activity, Facts, Numbers, Places, Submissions
from app.prediction.features import vectors
from app.prediction.model import Model
from app.store.insight import prediction_facts
from app.store.insight.prediction_facts import NO_DAY, Rows, Run

DAYS_TO_MARK = 14
"""The service is not told when marks come back: as in training, so many days after the work is handed in."""
_Ids = NDArray[np.bytes_]
"""The 16 bytes of each."""


@dataclass(frozen=True, slots=True)
class Found:
    """What `prediction_facts.READS` brought, of one student or of many."""

    runs: Sequence[Run]
    """By id."""
    taken: Rows
    pieces: Rows
    handed_in: Rows

    @classmethod
    def of(cls, rows: Mapping[str, list[Any]]) -> "Found":
        [taken], [pieces], [handed_in] = rows["taken"], rows["pieces"], rows["handed_in"]
        return cls(rows["runs"], taken, pieces, handed_in)

    @property
    def run(self) -> Places:
        """Which of the runs each is on."""
        ids = np.array([each.module_run_id.bytes for each in self.runs], "S16")
        return np.searchsorted(ids, self.taken["run"])

    def only(self, places: Sequence[int]) -> "Found":
        """Of some of those taken, in that order."""
        return replace(self, taken=self.taken[list(places)])


async def features_of(
    context: Context, model: Model, students: Collection[StudentId], found: Found
) -> Numbers:
    """(found.taken, features): what was known of each at the end of the model's day. For one or for all.

    What is not kept here, such as credits, is NaN: nothing is known.
    """
    active = await _active(context, model, students, found.runs) if model.needs_activity else None
    return vectors(_facts(model, found, active), model.features, model.cut_off_day)


async def _active(
    context: Context, model: Model, students: Collection[StudentId], runs: Sequence[Run]
) -> Rows:
    last = max((each.begins_on for each in runs), default=context.today) + timedelta(model.cut_off_day)
    sources = context.profile.collected
    return await prediction_facts.list_activity(context.transaction, students, context.today, sources, last)


def _facts(model: Model, found: Found, active: Rows | None) -> Facts:
    """Rows as arrays; days count from the first day of each module run."""
    taken, runs, run = found.taken, found.runs, found.run
    begins = np.array([day_number(each.begins_on) for each in runs], np.float64)[run]
    places = _TakenPlaces(taken, begins)
    return Facts(
        students=len(taken),
        registered=_days(taken["registered"]) - begins,
        submissions=_submissions(places, found.pieces, found.handed_in),
        activity=None if active is None else _activity(places, active),
        module_passed=np.array([model.module_passed(each.module) for each in runs], np.float64)[run],
        earlier_attempts=taken["attempts"].astype(np.float64),
        credits=np.full(len(taken), nan),
    )


class _TakenPlaces:
    """Which of those taken a student's row of a module run is about."""

    def __init__(self, taken: Rows, begins: Numbers) -> None:
        self.runs, self.begins = taken["run"], begins
        self._students, student = np.unique(taken["student"], return_inverse=True)
        self._runs, run = np.unique(taken["run"], return_inverse=True)
        keys = student * len(self._runs) + run
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def of(self, students: _Ids, runs: _Ids) -> Places:
        """The place of each; -1 of whoever was not asked for."""
        student, run = _places(self._students, students), _places(self._runs, runs)
        at = _places(self._keys, student * len(self._runs) + run)
        known = (student >= 0) & (run >= 0) & (at >= 0)
        return np.where(known, self._order[at], -1) if len(self._order) else at


def _places(ascending: NDArray[Any], values: NDArray[Any]) -> Places:
    """Where each value stands; -1: it is not there."""
    at = np.searchsorted(ascending, values)
    at[at == len(ascending)] = -1
    return np.where(ascending[at] == values, at, -1) if len(ascending) else at


def _submissions(places: _TakenPlaces, pieces: Rows, handed_in: Rows) -> Submissions:
    """Every piece of each run that is taken, handed in or not; none whose mark was carried over.

    A mark of what was never handed in has no day on which it was known, and counts as none.
    """
    first, after = (np.searchsorted(pieces["run"], places.runs, side) for side in ("left", "right"))
    to_row = np.cumsum(after - first) - after  # of a student and a piece: `to_row[student] + piece`
    student = np.repeat(np.arange(len(first)), after - first)
    due = _days(pieces["due"][np.arange(len(student)) - to_row[student]]) - places.begins[student]
    submitted, mark, kept = np.full(len(due), nan), np.full(len(due), nan), np.ones(len(due), np.bool_)
    whose, piece, given = _of_pieces(places, pieces, handed_in)
    row = to_row[whose] + piece
    submitted[row] = _days(given["submitted"]) - places.begins[whose]
    mark[row] = np.where(given["submitted"] == NO_DAY, nan, given["mark"])
    kept[row] = ~given["carried_over"]
    returned = np.where(np.isnan(mark), nan, submitted + DAYS_TO_MARK)
    return Submissions(student[kept], due[kept], submitted[kept], returned[kept], mark[kept])


def _of_pieces(places: _TakenPlaces, pieces: Rows, handed_in: Rows) -> tuple[Places, Places, Rows]:
    """What was handed in of these pieces by those asked for: whose, which piece, and the rows."""
    order = np.argsort(pieces["piece"])
    at = _places(pieces["piece"][order], handed_in["piece"])
    given, piece = handed_in[at >= 0], order[at[at >= 0]]
    whose = places.of(given["student"], pieces["run"][piece])
    return whose[whose >= 0], piece[whose >= 0], given[whose >= 0]


def _activity(places: _TakenPlaces, active: Rows) -> Activity:
    """Of module runs that were not asked for, nothing is meant."""
    whose = places.of(active["student"], active["run"])
    mine = whose >= 0
    whose, amounts = whose[mine], active["amounts"][mine].astype(np.float64)
    first = _days(active["first"][mine]) - places.begins[whose]
    month, slot = np.nonzero(amounts)
    return Activity(whose[month], first[month] + slot, amounts[month, slot])


def _days(numbers: NDArray[np.signedinteger]) -> Numbers:
    """PostgreSQL's numbers of days; NaN where there is none."""
    return np.where(numbers == NO_DAY, nan, numbers.astype(np.float64))
