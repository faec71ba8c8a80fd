"""What a prediction is trained on: the Open University's dataset, read into arrays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import nan
from pathlib import Path

import numpy as np

from app.errors import InvalidInput
from app.prediction.facts import Activity, Facts, Numbers, Submissions
from app.prediction.training import Cohort
from app.wire import oulad, oulad_outcomes
from app.wire.csv_rows import Reject
from app.wire.oulad import OuladAssessment, OuladFile, Row, Run
from app.wire.oulad_outcomes import GROUPS

DAYS_TO_MARK = 14
"""From handing in to the mark's return; the dataset does not say when marks came back."""

Key = tuple[Run, str]
"""A presentation and a student's number: whoever repeats a module is there again."""


@dataclass(slots=True)
class OuladCohort:
    """The dataset as a cohort, and what was found and left out."""

    cohort: Cohort
    clicks: str
    """Which click table was there, in words."""
    rejects: list[Reject] = field(default_factory=list)


def read_cohort(directory: Path, last_day: int) -> OuladCohort:
    """A directory of the dataset's files; clicks up to a day, where the whole click table is there.

    Raises InvalidInput for a missing file or column, or without any good row.
    """
    rejects: list[Reject] = []

    def rows(file: OuladFile, parse: Callable[[tuple[str, ...]], Row]) -> Iterator[Row]:
        yield from (row for _, row in file.rows(parse))
        rejects.extend(file.rejects)

    found = list(rows(oulad_outcomes.outcomes(directory), oulad_outcomes.parse_outcome))
    if not found:
        raise InvalidInput("studentInfo.csv: it holds no student whose outcome is known")
    places = {(each.run, each.student): at for at, each in enumerate(found)}
    registered, left = np.full(len(found), nan), np.full(len(found), nan)
    for each in rows(oulad.registrations(directory), oulad.parse_registration):
        if (at := places.get((each.run, each.student))) is not None:
            registered[at], left[at] = _or_nan(each.registered), _or_nan(each.unregistered)
    assessments = rows(oulad.assessments(directory), oulad.parse_assessment)
    submissions = rows(oulad.submissions(directory), oulad.parse_submission)
    activity, clicks = _activity(directory, places, last_day, rows)
    facts = Facts(
        students=len(found),
        registered=registered,
        submissions=_submissions(places, list(assessments), submissions),
        activity=activity,
        earlier_attempts=np.array([each.earlier_attempts for each in found]),
        credits=np.array([each.credits for each in found]),
    )
    cohort = Cohort(
        facts=facts,
        left=left,
        passed=np.array([each.passed for each in found], np.float64),
        module=np.array([each.run[0] for each in found]),
        presentation=np.array([each.run[1] for each in found]),
        groups={kind: np.array([each.groups[at] for each in found]) for at, kind in enumerate(GROUPS)},
    )
    return OuladCohort(cohort, clicks, rejects)


def _or_nan(day: float | None) -> float:
    return nan if day is None else day


def _submissions(
    places: dict[Key, int], assessments: list[OuladAssessment], given: Iterator[oulad.OuladSubmission]
) -> Submissions:
    """A row for each student and piece of the presentation; examinations and banked marks are none."""
    pieces = {each.identifier: each for each in assessments if each.kind != "Exam"}
    handed_in = {
        (pieces[each.assessment].run, each.student, each.assessment): each
        for each in given
        if each.assessment in pieces
    }
    by_run: dict[Run, list[OuladAssessment]] = {}
    for piece in pieces.values():
        by_run.setdefault(piece.run, []).append(piece)
    rows = [
        (at, _or_nan(piece.due), *_handed_in(handed_in.get((run, student, piece.identifier))))
        for (run, student), at in places.items()
        for piece in by_run.get(run, ())
        if not _banked(handed_in.get((run, student, piece.identifier)))
    ]
    table = np.array(rows, np.float64).reshape(-1, 5)
    return Submissions(table[:, 0].astype(np.int64), *table[:, 1:].T)


def _banked(given: oulad.OuladSubmission | None) -> bool:
    return given is not None and given.banked


def _handed_in(given: oulad.OuladSubmission | None) -> tuple[float, float, float]:
    """Day submitted, day returned, mark."""
    if given is None:
        return nan, nan, nan
    return given.submitted, given.submitted + DAYS_TO_MARK, _or_nan(given.mark)


Rows = Callable[[OuladFile, Callable[[tuple[str, ...]], oulad.OuladClicks]], Iterator[oulad.OuladClicks]]


def _activity(
    directory: Path, places: dict[Key, int], last_day: int, rows: Rows
) -> tuple[Activity | None, str]:
    """Clicks by student and day: summed, never deduplicated. A part of the table would mislead."""
    if not (directory / "studentVle.csv").exists():
        part = any(directory.glob("studentVle_*.csv"))
        return None, "a part of the click table only: left aside" if part else "no click table"
    keys, summed = list(places), dict[tuple[int, int], int]()
    for file in oulad.click_files(directory):
        for each in rows(file, oulad.parse_clicks):
            at = places.get((each.run, each.student))
            if at is not None and each.offset <= last_day:
                summed[at, each.offset] = summed.get((at, each.offset), 0) + each.clicks
    if silent := {run for run, _ in places} - {keys[at][0] for at, _ in summed}:
        return None, f"a click table without {len(silent)} of the presentations: left aside"
    table: Numbers = np.array([(*key, amount) for key, amount in summed.items()], np.float64).reshape(-1, 3)
    activity = Activity(table[:, 0].astype(np.int64), table[:, 1], table[:, 2])
    return activity, f"the whole click table: {int(table[:, 2].sum()):,} clicks up to day {last_day}"
