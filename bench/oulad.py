"""Prediction on the Open University's dataset: how well, by the protocol; and 30,000 students in memory.

.venv/bin/python -m bench.oulad DIR
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from app.cli.prediction import printed, show
from app.jobs.oulad_cohort import read_cohort
from app.prediction.audited import Figure
from app.prediction.features import vectors
from app.prediction.model import Model, explain, logits, predict
from app.prediction.training import Cohort, of_modules, train_and_audit

FLOORS = {28: {"auc": 0.678, "brier": 0.216, "ece": 0.042}, 56: {"auc": 0.750, "brier": 0.194, "ece": 0.049}}
"""Of 2014J, students still registered, without clicks: AUC at least, the others at most."""
TEST = "2014J"
TRAINED_ON: dict[str, tuple[str, ...]] = {"all earlier presentations": (), "the same season": ("2013J",)}
STUDENTS = 30_000
RUNS = 20


def main(directory: Path) -> None:
    read = read_cohort(directory, max(FLOORS))
    printed.print(f"{len(read.cohort.passed):,} registrations; {read.clicks}.")
    for day in FLOORS:
        for words, presentations in TRAINED_ON.items():
            printed.rule(f"day {day}, made of {words}")
            began = perf_counter()
            trained = train_and_audit(read.cohort, day, TEST, train_on=presentations)
            show(trained)
            held_to(day, trained.everybody.figures)
            printed.print(f"trained and audited in {perf_counter() - began:.0f} s")
            time(trained.model, read.cohort)


def held_to(day: int, figures: Mapping[str, Figure]) -> None:
    """Each figure beside its floor; rounded as the floors are."""
    for name, floor in FLOORS[day].items():
        value = round(figures[name].value, 3)
        kept = value >= floor if name == "auc" else value <= floor
        printed.print(f"{name} {value:.3f}, floor {floor:.3f}: {'kept' if kept else 'MISSED'}")


def time(model: Model, cohort: Cohort) -> None:
    """Seconds for features, probabilities and contributions of 30,000 students."""
    features = vectors(of_modules(model, cohort.facts, cohort.module), model.features, model.cut_off_day)
    many = np.resize(features, (STUDENTS, features.shape[1]))
    seconds = median(timed(lambda: predict(model, many)) for _ in range(RUNS))
    printed.print(f"probabilities of {STUDENTS:,} students: {1_000 * seconds:.1f} ms")
    contributions = explain(model, many)
    off = np.abs(logits(model, contributions) - (model.intercept + contributions.sum(axis=1))).max()
    printed.print(f"contributions and intercept differ from the logit by at most {off:.1e}")
    given = of_modules(model, cohort.facts, cohort.module)
    seconds = median(timed(lambda: vectors(given, model.features, model.cut_off_day)) for _ in range(RUNS))
    pieces = len(given.submissions.due)
    printed.print(f"features of {len(features):,} students and {pieces:,} pieces: {seconds:.3f} s")


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


if __name__ == "__main__":
    if len(sys.argv) != 2:  # the directory
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
