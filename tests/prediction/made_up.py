"""Students who do not exist, as arrays and as files of the dataset's form."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np

from app.prediction.facts import Activity, Facts, Submissions
from app.prediction.model import Bin, Model, Term, versioned
from app.prediction.training import Cohort

PRESENTATIONS = ("2013B", "2013J", "2014B", "2014J")


def small_model(**changes: object) -> Model:
    """A model with two features, whose figures are easy to work with."""
    model = Model(
        target="passes",
        weeks=(4,),
        cut_off_day=28,
        trained_on=("2013J",),
        counted_on=("2014J",),
        students=1_000,
        intercept=0.25,
        terms=(
            Term("submitted_share", (0.0, 0.5, 1.0), (-1.5, -0.5, 0.0), 1.0, -0.75),
            Term("mean_mark", (40.0, 60.0, 80.0), (-0.5, -0.125, 0.5), 64.0, -0.25),
        ),
        modules=(),
        bins=(Bin(0.0, 400, 100), Bin(0.4, 199, 100), Bin(0.6, 1_000, 700)),
    )
    return versioned(replace(model, **changes))  # type: ignore[arg-type]


def no_submissions() -> Submissions:
    none = np.array([])
    return Submissions(none.astype(np.int64), none, none, none, none)


def facts(rows: Sequence[tuple[int, float, float, float, float]], students: int = 1) -> Facts:
    """Of students who registered ten days before the start; rows: student, due, submitted, returned, mark."""
    table = np.array(rows, np.float64).reshape(-1, 5)
    given = Submissions(table[:, 0].astype(np.int64), *table[:, 1:].T)
    return Facts(students, np.full(students, -10.0), given)


def with_activity(rows: list[tuple[int, float, float]], students: int = 1) -> Facts:
    table = np.array(rows, np.float64).reshape(-1, 3)
    return replace(
        facts([], students), activity=Activity(table[:, 0].astype(np.int64), table[:, 1], table[:, 2])
    )


def cohort(students: int = 4_000, seed: int = 1) -> Cohort:
    """Whoever hands in and has good marks passes more often; groups are drawn, and are no input."""
    random = np.random.default_rng(seed)
    ability = random.normal(size=students)
    handed_in = random.random((students, 2)) < 1 / (1 + np.exp(-1.5 - ability[:, None]))
    submitted = np.where(handed_in, random.integers(10, 25, (students, 2)), nan)
    mark = np.where(
        handed_in, np.clip(60 + 15 * ability[:, None] + random.normal(0, 10, (students, 2)), 0, 100), nan
    )
    given = Submissions(
        np.repeat(np.arange(students), 2),
        np.tile([14.0, 21.0], students),
        submitted.ravel(),
        submitted.ravel() + 3,
        mark.ravel(),
    )
    passed = (random.random(students) < 1 / (1 + np.exp(-0.5 - 1.5 * ability))).astype(np.float64)
    left = np.where(random.random(students) < 0.1, random.integers(0, 200, students), nan)
    return Cohort(
        facts=Facts(students, random.integers(-60, 0, students).astype(np.float64), given),
        left=left,
        passed=np.where(np.isnan(left), passed, 0.0),
        module=random.choice(["MAT", "PHY"], students),
        presentation=random.choice(PRESENTATIONS, students),
        groups={"gender": random.choice(["a", "b"], students)},
    )


def write_dataset(directory: Path, made: Cohort) -> None:
    """The files of the dataset, without clicks; every student has one registration."""
    given = made.facts.submissions

    def write(name: str, header: str, rows: Sequence[tuple[object, ...]]) -> None:
        with (directory / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header.split(","))
            writer.writerows(rows)

    runs = sorted(set(zip(made.module.tolist(), made.presentation.tolist(), strict=True)))
    pieces = {(run, at): f"{1 + 2 * number + at}" for number, run in enumerate(runs) for at in (0, 1)}
    run_of = list(zip(made.module.tolist(), made.presentation.tolist(), strict=True))
    assessments = [(*run, identifier, "TMA", (14, 21)[at], 50) for (run, at), identifier in pieces.items()]
    write(
        "assessments.csv",
        "code_module,code_presentation,id_assessment,assessment_type,date,weight",
        assessments,
    )
    gender, passed = made.groups["gender"], made.passed
    who = "code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band"
    write(
        "studentInfo.csv",
        f"{who},num_of_prev_attempts,studied_credits,disability,final_result",
        [
            (*run, at, gender[at], "", "", "", "0-35", at % 2, 60, "N", "Pass" if passed[at] else "Fail")
            for at, run in enumerate(run_of)
        ],
    )
    registered, left = made.facts.registered, made.left
    write(
        "studentRegistration.csv",
        "code_module,code_presentation,id_student,date_registration,date_unregistration",
        [
            (*run, at, int(registered[at]), "" if np.isnan(left[at]) else int(left[at]))
            for at, run in enumerate(run_of)
        ],
    )
    write(
        "studentAssessment.csv",
        "id_assessment,id_student,date_submitted,is_banked,score",
        [
            (pieces[run_of[at], row % 2], at, int(given.submitted[row]), 0, round(given.mark[row]))
            for row, at in enumerate(given.student.tolist())
            if not np.isnan(given.submitted[row])
        ],
    )
