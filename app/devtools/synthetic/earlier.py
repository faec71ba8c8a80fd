"""Earlier years of a synthetic university, and how its students went on: what a prediction is trained on.

Everything is made up: who passed is drawn from the year's marks, and groups are independent of everything.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from math import nan
from random import Random
from typing import NamedTuple

import numpy as np

from app.devtools.synthetic.statistics import made_up
from app.devtools.synthetic.university import University
from app.disclosure.variables import Variable
from app.prediction.facts import Facts, Submissions
from app.prediction.training import Cohort
from app.wire.deliveries import MarkItem
from app.wire.roster import AssessmentRow

YEARS, STUDENTS = 3, 1_500
"""So many earlier years, with so many students in each."""
LATEST = f"made-up year {YEARS}"
"""Which of them judges what the others made."""
YEAR = timedelta(weeks=52)
DAYS_TO_MARK = 14
NAMES = ("submitted_share", "mean_mark", "days_early", "module_passed")
"""What the prediction is made of; of these students nothing else differs."""
PASS_MARK, LUCK = 38, 15
"""Of the mean mark, with 0 for what was never handed in; and by how much the end differs from it."""
LEAVE = 0.08
GROUPS = (Variable.GENDER, Variable.DISABILITY)


class Taken(NamedTuple):
    """A student on a module, and what became of it."""

    module: str
    presentation: str
    pieces: list[tuple[float, float, float]]
    """Of each: the day that it was due, the day it was handed in, and the mark; NaN where it never was."""
    passed: bool
    left: float
    groups: tuple[str, ...]


def earlier_cohort(university: University) -> Cohort:
    """Students of the years before, on the same modules; the last of them is `LATEST`."""
    taken = [each for at in range(YEARS, 0, -1) for each in _year(_earlier(university, at), at)]
    rows = np.array(
        [(at, *piece) for at, each in enumerate(taken) for piece in each.pieces], np.float64
    ).reshape(-1, 4)
    due, submitted, mark = rows[:, 1:].T
    return Cohort(
        facts=Facts(
            students=len(taken),
            registered=np.full(len(taken), nan),
            submissions=Submissions(
                rows[:, 0].astype(np.int64), due, submitted, submitted + DAYS_TO_MARK, mark
            ),
        ),
        left=np.array([each.left for each in taken]),
        passed=np.array([each.passed for each in taken], np.float64),
        module=np.array([each.module for each in taken]),
        presentation=np.array([each.presentation for each in taken]),
        groups={str(kind): np.array([each.groups[at] for each in taken]) for at, kind in enumerate(GROUPS)},
    )


def _earlier(university: University, years: int) -> University:
    given, back = university, years * YEAR
    return University(
        given.profile, given.seed + years, given.first - back, given.last - back, given.issuer, STUDENTS
    )


def _year(university: University, years: int) -> Iterator[Taken]:
    module_of = {each.code: each.module for each in university.roster.module_runs}
    assessed: dict[str, list[AssessmentRow]] = {}
    for each in university.roster.assessments:
        if each.due_on is not None and each.due_on <= university.last:
            assessed.setdefault(each.module_run, []).append(each)
    marks = {(each.identifier, each.assessment): each for each in university.marks()}
    rng = Random(f"{university.seed} how it went on")  # noqa: S311 (made-up students need no secrets)
    for member in university.members:
        for run in member.runs:
            given = [(each, marks.get((member.number, each.code))) for each in assessed.get(run, ())]
            yield _taken(rng, university.first, module_of[run], f"made-up year {YEARS - years + 1}", given)


def _taken(
    rng: Random,
    first: date,
    module: str,
    presentation: str,
    given: list[tuple[AssessmentRow, MarkItem | None]],
) -> Taken:
    total = sum(each.mark or 0.0 for _, each in given if each is not None) / max(len(given), 1)
    left = float(rng.randrange(10, 200)) if rng.random() < LEAVE else nan
    passed = left != left and rng.gauss(total, LUCK) >= PASS_MARK  # noqa: PLR0124 (NaN alone differs from itself)
    _, codes = made_up(rng, first)
    return Taken(
        module,
        presentation,
        [_piece(first, *each) for each in given],
        passed,
        left,
        tuple(codes[kind] or "" for kind in GROUPS),
    )


def _piece(first: date, assessment: AssessmentRow, mark: MarkItem | None) -> tuple[float, float, float]:
    assert assessment.due_on is not None
    due = float((assessment.due_on - first).days)
    if mark is None or mark.submitted_on is None or mark.mark is None:
        return due, nan, nan
    return due, float((mark.submitted_on - first).days), mark.mark
