"""One score and its explanation: the explanation is the computation, so it cannot drift from it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.scoring.models import WINDOW_DAYS


class Contribution(NamedTuple):
    """What one source adds to one day's score."""

    source: str
    values: tuple[tuple[date, float | None], ...]
    """The window's days, ascending, each with the source's value; None on a day of outage."""
    mean: float
    """Over the window's days that are not missing."""
    coefficient: float

    @property
    def amount(self) -> float:
        return self.coefficient * self.mean


class Score(NamedTuple):
    """The engagement score of one student and day, carrying everything needed to recompute it."""

    day: date
    window_days: int
    contributions: tuple[Contribution, ...]

    @property
    def exact(self) -> float:
        """The score as an IEEE double, contributions summed by source name."""
        total = 0.0
        for contribution in self.contributions:
            total += contribution.amount
        return total


def window(day: date, since: date) -> list[date]:
    """The days a score of `day` looks at: seven, or fewer where `since` is one of them."""
    length = min(WINDOW_DAYS, (day - since).days + 1)
    last = day.toordinal()
    return list(map(date.fromordinal, range(last - length + 1, last + 1)))


def score_day(
    day: date,
    since: date,
    values: Mapping[str, Mapping[date, float | None]],
    coefficients: Mapping[str, float],
) -> Score | None:
    """The score of one day, or None where there is none.

    `since` is the first day that may count: of the registration, or of the consent if that is later. There is
    no score where a source was down for the whole window: a mean of no days is not zero.

    `values` holds, by source, the value of each day in the window; a day that is absent is a day
    without events (0), a day that is None is missing (a recorded outage).
    """
    days = window(day, since)
    contributions = []
    for source in sorted(coefficients):
        of_source = values.get(source, {})
        dated = tuple([(each, of_source.get(each, 0.0)) for each in days])
        mean = _mean([value for _, value in dated])
        if mean is None:
            return None
        contributions.append(Contribution(source, dated, mean, coefficients[source]))
    return Score(day, len(days), tuple(contributions))


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    total = 0.0  # not sum(): since Python 3.12 it compensates, and the arrays of daily.py do not
    for value in known:
        total += value
    return total / len(known)
