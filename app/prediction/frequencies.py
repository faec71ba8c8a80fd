"""Natural frequencies: a probability told as what became of like students before."""

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, floor, sqrt

import numpy as np

from app.prediction.facts import Numbers
from app.prediction.model import FIRST_WEEK, Bin, Model

FEWEST_LIKE = 200
"""Like cases under which nothing is said."""
MOST_BINS = 10
_Z = 1.959963984540054
"""Of a standard normal: 95 % lie within."""


class NothingToSay(ValueError):
    """Why no frequency is told, in words."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """Of 100 students whose record looked like this, about so many passed."""

    of: int
    """Always 100."""
    about: int
    """Of 100, rounded."""
    least: int
    most: int
    """The range of 95 %, rounded outwards."""
    like_cases: int
    """How many students it was counted among."""
    week: int

    @property
    def sentence(self) -> str:
        """In plain words."""
        return (
            f"Of 100 students whose record looked like this at week {self.week}, about {self.about} passed"
            f" (between {self.least} and {self.most}). This was counted among {self.like_cases:,} students."
        )


def frequency(model: Model, probability: float, week: int) -> Frequency:
    """What became of like students. Raises `NothingToSay` before week 3, for a week that the model is not
    made for, or with too few like cases."""
    if week < FIRST_WEEK:
        raise NothingToSay(f"Nothing is said before week {FIRST_WEEK}: too little is known.")
    if week not in model.weeks:
        raise NothingToSay(
            f"This model is made for week {', '.join(map(str, model.weeks))}, not week {week}."
        )
    like = _bin_of(model, probability)
    if like is None or like.students < FEWEST_LIKE:
        raise NothingToSay(
            f"Fewer than {FEWEST_LIKE} students had a record like this: too few to say anything."
        )
    least, most = wilson(like.passed, like.students)
    return Frequency(
        100,
        round(100 * like.passed / like.students),
        floor(100 * least),
        ceil(100 * most),
        like.students,
        week,
    )


def _bin_of(model: Model, probability: float) -> Bin | None:
    """The last bin that begins at or below it; what lies below every bin is like the first one's cases."""
    at = bisect_right(model.bins, probability, key=lambda each: each.least) - 1
    return model.bins[max(at, 0)] if model.bins else None


def wilson(passed: int, students: int) -> tuple[float, float]:
    """The range of 95 % of a share, by Wilson's formula."""
    share, spread = passed / students, _Z * _Z / students
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / students + spread / (4 * students)) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def count_bins(probabilities: Numbers, passed: Numbers, most: int = MOST_BINS) -> tuple[Bin, ...]:
    """Like cases of equal number by probability, joined where a higher one would have passed less often."""
    edges = np.unique(np.floor(1e4 * np.quantile(probabilities, np.arange(most) / most)) / 1e4)
    which = np.searchsorted(edges, probabilities, side="right") - 1
    bins: list[Bin] = []
    for at, least in enumerate(edges):
        rows = which == at
        bins.append(Bin(float(least), int(rows.sum()), int(passed[rows].sum())))
        while len(bins) > 1 and not _ascends(*bins[-2:]):
            bins[-2:] = [_joined(*bins[-2:])]
    return tuple(bins)


def _joined(lower: Bin, upper: Bin) -> Bin:
    return Bin(lower.least, lower.students + upper.students, lower.passed + upper.passed)


def _ascends(lower: Bin, upper: Bin) -> bool:
    """Both hold students, and more of the upper passed."""
    return upper.passed * lower.students > lower.passed * upper.students
