"""Score a slice: some thousand students at once, from their amounts to their months of scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.actions.compute_scores import Rules, consented_purpose, known_days
from app.actions.here import Here
from app.ids import OrgUnitId
from app.scoring import months
from app.scoring.daily import Spell, grid_scores
from app.scoring.models import WINDOW_DAYS, AcademicYear
from app.scoring.months import Axis
from app.scoring.sources import Days
from app.store import scoring_models, slices
from app.store.binary_copy import Rows

Numbers = NDArray[np.intp]
"""Students, by their number in the slice."""


@dataclass(frozen=True, slots=True)
class ReadSlice:
    """What a slice's scores are computed from."""

    axis: Axis
    values: Sequence[Days]
    """By source in name order: [student, day]."""
    spells: Rows
    """What may be scored, by `slices.SPELLS`."""
    colleges: Sequence[OrgUnitId]
    problems: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ComputedSlice:
    axis: Axis
    scores: Days
    """[student, day]; NaN where there is no score."""
    spells: Rows
    problems: dict[int, str]
    """By number, why a student could not be scored; nobody else is the worse for it."""


async def read_slice(here: Here, rules: Rules, size: int, first: date, last: date) -> ReadSlice:
    """What the slice that was taken holds of those days."""
    colleges = [
        each.org_unit_id
        for each in await scoring_models.colleges(here.session, here.institution.institution_id)
    ]
    spells = await slices.read_spells(
        here.session,
        purpose=consented_purpose(here.profile),
        levels=here.profile.levels,
        years={year: (each.first, each.last) for year, each in rules.years.items()},
        colleges=colleges,
    )
    axis = Axis.covering(first, last)
    amounts = await _amounts(here, axis, size, first - timedelta(days=WINDOW_DAYS - 1))
    values = [source.values(amounts[name]) for name, source in here.profile.collected.items()]
    return ReadSlice(axis, values, spells, colleges, _not_finite(amounts))


def compute_slice(here: Here, rules: Rules, read: ReadSlice) -> ComputedSlice:
    """The scores of each student's days in the slice, by these rules."""
    problems = dict(read.problems)
    rows_of = _rows_by_spell(rules, read, problems)
    scores = grid_scores(read.values, known_days(here.profile, rules, read.axis), rows_of)
    return ComputedSlice(read.axis, scores, read.spells, problems)


async def store_slice(here: Here, rules: Rules, computed: ComputedSlice) -> int:
    """Store the months of a computed slice; returns how many."""
    years = list(rules.years)
    rows = _months_to_store(here, computed, years)
    if len(rows):
        models = [rules.models[year].model.scoring_model_id for year in years]
        await slices.store_scores(here.session, rows, models, here.now)
    return len(rows)


async def _amounts(here: Here, axis: Axis, size: int, first: date) -> dict[str, Days]:
    """The slice's amounts [student, day] of the months from `first`'s on, by source in name order."""
    sources = list(here.profile.collected)
    blocks = await slices.read_amounts(here.session, sources, months.month_of(first), axis.months[-1])
    grids = {name: np.zeros((size, axis.length)) for name in sources}
    month_of = dict(zip(slices.day_numbers(axis.months).tolist(), axis.months, strict=True))
    for (month,), group in _groups(blocks["month"]):
        placed = months.unpack_array(blocks["amounts"][group]).reshape(len(group), len(sources), -1)
        for at, name in enumerate(sources):
            axis.place(grids[name], blocks["number"][group], month_of[month], placed[:, at])
    return grids


def _groups(*columns: NDArray[np.integer]) -> list[tuple[tuple[int, ...], Numbers]]:
    """Rows with the same values in all of those columns, by those values."""
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    if not len(order):
        return []
    changes = np.logical_or.reduce([np.diff(column) != 0 for column in ordered])
    starts = [0, *(np.flatnonzero(changes) + 1).tolist()]
    groups = np.split(order, starts[1:])
    return [
        (tuple(int(column[start]) for column in ordered), group)
        for start, group in zip(starts, groups, strict=True)
    ]


def _not_finite(amounts: dict[str, Days]) -> dict[int, str]:
    problems = {}
    for name, grid in amounts.items():
        if not np.isfinite(grid).all():
            for number in np.flatnonzero(~np.isfinite(grid).all(axis=1)).tolist():
                problems[number] = f"a day's amount of {name} is not a finite number"
    return problems


def _rows_by_spell(rules: Rules, read: ReadSlice, problems: dict[int, str]) -> dict[Spell, Numbers]:
    years, spells, colleges = list(rules.years.values()), read.spells, read.colleges
    start = int(slices.day_numbers([read.axis.first])[0])
    first, last = spells["first"] - start, spells["last"] - start
    since = np.maximum(spells["since"] - start, first - (WINDOW_DAYS - 1))
    rows_of = {}
    columns = first, last, since, spells["college"], spells["year"]
    for (begins, ends, registered, college, year), group in _groups(*columns):
        coefficients = years[year].coefficients.get(colleges[college - 1]) if college else None
        rows = spells["number"][group].astype(np.intp)
        if coefficients is not None:
            rows_of[Spell(begins, ends, registered, tuple(coefficients))] = rows
        else:
            said = "the scoring model knows no coefficients of the student's college"
            problems.update(dict.fromkeys(rows.tolist(), said))
    return rows_of


def _months_to_store(here: Here, computed: ComputedSlice, years: Sequence[AcademicYear]) -> Rows:
    """The computed days, month by month, by `slices.SCORES`."""
    axis, spells = computed.axis, computed.spells
    if computed.problems:
        spells = spells[~np.isin(spells["number"], list(computed.problems))]
    pieces = []
    for month in axis.months[1:]:
        starts, ends = slices.day_numbers([month, months.last_day(month)]).tolist()
        inside = (spells["first"] <= ends) & (spells["last"] >= starts)
        # Two spells in one month are one piece: the days between them have no score.
        numbers, piece_of = np.unique(spells["number"][inside], return_inverse=True)
        if len(numbers):
            first = np.full(len(numbers), months.SLOTS)
            last = np.zeros(len(numbers), np.int64)
            np.minimum.at(first, piece_of, np.maximum(spells["first"][inside], starts) - starts + 1)
            np.maximum.at(last, piece_of, np.minimum(spells["last"][inside], ends) - starts + 1)
            pieces.append((month, starts, numbers, first, last))
    rows = slices.SCORES.rows(sum(len(numbers) for _, _, numbers, _, _ in pieces))
    filled = 0
    for month, starts, numbers, first, last in pieces:
        some = rows[filled : filled + len(numbers)]
        some["number"], some["month"] = numbers, starts
        some["first_slot"], some["last_slot"] = first, last
        some["model"] = years.index(here.profile.academic_year(month)) + 1
        some["scores"] = months.pack(axis.cut(computed.scores, month, numbers))
        filled += len(numbers)
    return rows
