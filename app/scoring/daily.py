"""Daily scores of many students at once: `score.score_day`, over arrays, with the same bits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.scoring.models import WINDOW_DAYS
from app.scoring.sources import Days

Known = NDArray[np.bool_]
"""By source and day: False where it was down or has not completed the day (missing, not zero)."""


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


def add_scores(
    scores: Days, values: Sequence[Days], known: Known, rows_of: Mapping[Spell, NDArray[np.intp]]
) -> None:
    """Write the scores of the spells into a grid [student, day] that was NaN there, and stays so elsewhere.

    `values` holds, per source in name order, one array [student, day], whose day axis begins at least six
    days before any spell. `rows_of` tells which rows share a spell. Spells of the same days are computed
    together, so a university takes few passes.
    """
    same_days: dict[tuple[int, int, int], list[Spell]] = {}
    for spell in rows_of:
        same_days.setdefault((spell.first, spell.last, spell.since), []).append(spell)
    for (first, last, _), spells in same_days.items():
        days = slice(first, last + 1)
        batch = max(CELLS // (last - first + WINDOW_DAYS), 1)
        rows = np.concatenate([rows_of[each] for each in spells])
        by_spell = np.array([each.coefficients for each in spells], np.float64)
        coefficients = np.repeat(by_spell, [len(rows_of[each]) for each in spells], axis=0)
        for start in range(0, len(rows), batch):
            stop = start + batch
            some = rows[start:stop]
            found = _daily_scores(values, known, spells[0], some, coefficients[start:stop])
            # The NaN of 0/0 has another sign on some machines, and the same data must give the same bytes.
            found[np.isnan(found)] = np.nan
            scores[some, days] = found


CELLS = 100_000
"""Rows times days at a time: they stay in the processor's cache from the first window to the last."""


def _daily_scores(
    values: Sequence[Days], known: Known, spell: Spell, rows: NDArray[np.intp], coefficients: Days
) -> Days:
    """The rows' scores on the spell's days; `coefficients` are each row's own [row, source]."""
    scores = np.zeros((len(rows), spell.last - spell.first + 1))
    look_back = slice(spell.first - WINDOW_DAYS + 1, spell.last + 1)
    for source in range(coefficients.shape[1]):
        means = _trailing_means(values[source][rows, look_back], known[source], spell)
        means *= coefficients[:, source, np.newaxis]
        scores += means
    return scores


def _trailing_means(values: Days, known: Known, spell: Spell) -> Days:
    """The mean of each day and the days before it in the window, summed days ascending.

    `values` are those of the spell's days and the six before, and may be overwritten.
    """
    first = spell.first - WINDOW_DAYS + 1
    counted = known[first : spell.last + 1].copy()
    counted[: max(spell.since - first, 0)] = False  # activity before registration is no part of the window
    if not counted.all():
        values[:, ~counted] = 0.0
    length = spell.last - spell.first + 1
    total = values[:, :length].copy()
    number = counted[:length].astype(np.float64)
    for later in range(1, WINDOW_DAYS):
        total += values[:, later : later + length]
        number += counted[later : later + length]
    with np.errstate(invalid="ignore"):  # 0/0 is the NaN that says: no score
        total /= number
    return total
