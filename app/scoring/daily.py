"""Daily scores of many students at once: `score.score_day`, over arrays, with the same bits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scoring.models import WINDOW_DAYS
from app.scoring.sources import Days

Known = NDArray[np.bool_]
"""By source and day: False where the source is known to have been down (missing, not zero)."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A run of days on which one row of students shares a registration and a college's coefficients.

    Days are offsets into the arrays' day axis: `first` and `last` inclusive, `since` the day the
    registration began, negative where that lies before the arrays' first day.
    """

    first: int
    last: int
    since: int
    coefficients: tuple[float, ...]
    """By source, in the order of the arrays' source axis, which is by name."""


def daily_scores(values: Sequence[Days], known: Known, spell: Spell) -> Days:
    """Scores of the spell's days for every student row; NaN where there is no score.

    `values` holds, per source in name order, one array [student, day], whose day axis begins at least
    six days before `spell.first`. The result is [student, last - first + 1].
    """
    scores = np.zeros((values[0].shape[0], spell.last - spell.first + 1))
    for source, coefficient in enumerate(spell.coefficients):
        scores += coefficient * trailing_means(values[source], known[source], spell)
    return scores


def trailing_means(values: Days, known: Known, spell: Spell) -> Days:
    """The mean of each day and the days before it in the window, summed days ascending."""
    counted = known.copy()
    counted[: max(spell.since, 0)] = False  # activity before registration is no part of the window
    total = np.zeros((values.shape[0], spell.last - spell.first + 1))
    number = np.zeros(total.shape[1])
    for back in range(WINDOW_DAYS - 1, -1, -1):
        days = slice(spell.first - back, spell.last - back + 1)
        total += np.where(counted[days], values[:, days], 0.0)
        number += counted[days]
    with np.errstate(invalid="ignore"):  # 0/0 is the NaN that says: no score
        return total / number


def grid_scores(values: Sequence[Days], known: Known, spells: Sequence[Sequence[Spell]]) -> Days:
    """Scores of every row and day of a grid, each row by its own spells; NaN outside them.

    Rows that share a spell are computed together: a university has few colleges, so few passes.
    """
    scores = np.full(values[0].shape, np.nan)
    rows_of: dict[Spell, list[int]] = {}
    for row, mine in enumerate(spells):
        for spell in mine:
            rows_of.setdefault(spell, []).append(row)
    for spell, rows in rows_of.items():
        everyone = len(rows) == len(spells)
        here = values if everyone else [source[rows] for source in values]
        days = slice(spell.first, spell.last + 1)
        scores[slice(None) if everyone else rows, days] = daily_scores(here, known, spell)
    return scores
