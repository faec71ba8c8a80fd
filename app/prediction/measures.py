"""Measures: how good probabilities are, of students of whom it is known what became of them."""

from collections.abc import Callable

import numpy as np

from app.prediction.facts import Numbers

Measure = Callable[[Numbers, Numbers], float]
"""Of probabilities of passing, and 1 or 0 for each student."""
BINS = 10
DRAWS = 1_000
SEED = 20_141_001
"""Draws are the same in every run, so that the same data give the same audit."""


def auc(probabilities: Numbers, passed: Numbers) -> float:
    """How often a student who passed has the higher probability of two; ties count half. NaN without both."""
    _, which, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[which]
    yes = passed.sum()
    no = len(passed) - yes
    if yes == 0 or no == 0:
        return float("nan")
    return float((ranks[passed == 1].sum() - yes * (yes + 1) / 2) / (yes * no))


def average_precision(probabilities: Numbers, passed: Numbers) -> float:
    """PR-AUC for those who did not pass, by steps: of the lowest so many, how many did not, averaged."""
    missed = (passed == 0).astype(np.float64)
    if missed.sum() == 0:
        return float("nan")
    order = np.argsort(probabilities, kind="stable")
    last = np.flatnonzero(np.diff(probabilities[order], append=np.inf))
    found = np.cumsum(missed[order])[last]
    return float(np.sum(np.diff(found, prepend=0.0) / missed.sum() * found / (last + 1)))


def brier(probabilities: Numbers, passed: Numbers) -> float:
    """The mean square of what was said less what was: 0 is best; 0.25 is always saying a half."""
    return float(np.mean((probabilities - passed) ** 2))


def ece(probabilities: Numbers, passed: Numbers) -> float:
    """Expected calibration error: students in ten equal groups by probability; the mean gap in a group.

    Students of one probability count as what became of them on average, whatever their order.
    """
    _, which, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    shares = (np.bincount(which, passed) / counts)[which]
    order = np.argsort(probabilities, kind="stable")
    gaps = [abs((probabilities[rows] - shares[rows]).sum()) for rows in np.array_split(order, BINS)]
    return float(sum(gaps) / len(passed))


MEASURES: dict[str, Measure] = {"auc": auc, "pr_auc": average_precision, "brier": brier, "ece": ece}


def intervals(
    measures: dict[str, Measure], probabilities: Numbers, passed: Numbers, draws: int = DRAWS
) -> dict[str, tuple[float, float]]:
    """The middle 95 % of each measure over `draws` draws of as many students, with replacement.

    ECE of drawn students is on average above that of the students themselves; its interval is, too.
    """
    random = np.random.default_rng(SEED)
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(draws):
        rows = random.integers(0, len(passed), len(passed))
        for name, measure in measures.items():
            found[name].append(measure(probabilities[rows], passed[rows]))
    return {name: _middle(values) for name, values in found.items()}


def _middle(values: list[float]) -> tuple[float, float]:
    least, most = np.nanquantile(values, (0.025, 0.975)) if not np.all(np.isnan(values)) else (np.nan, np.nan)
    return float(least), float(most)
