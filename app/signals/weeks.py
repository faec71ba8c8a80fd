"""Weeks: a student's days added up by teaching week, without the days that do not count."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.signals.counts import Numbers

DAY_WEIGHTS = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 0.4, 0.4])
"""Monday to Sunday: how much of a usual week falls on each day, as its part in the week's exposure."""
LEAST_EXPOSURE = 0.34
"""A week of which less counts (two of five working days) is left out altogether."""


def add_up(values: Numbers, counted: NDArray[np.bool_], mondays: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Totals and exposures [row, week] of the weeks that begin at those places of the day axis.

    `values` and `counted` are [row, day]; a day that does not count enters neither. Totals are whole.
    """
    totals, exposures = (np.zeros((len(values), len(mondays))) for _ in range(2))
    for at, monday in enumerate(mondays):
        for weekday, weight in enumerate(DAY_WEIGHTS.tolist()):
            here = counted[:, monday + weekday]
            totals[:, at] += np.where(here, values[:, monday + weekday], 0.0)
            exposures[:, at] += np.where(here, weight, 0.0)
    exposures /= DAY_WEIGHTS.sum()
    enough = exposures >= LEAST_EXPOSURE
    return np.where(enough, np.rint(totals), 0.0), np.where(enough, exposures, 0.0)
