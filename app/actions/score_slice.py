"""Score a slice: some thousand students at once, from their amounts to their months of scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
from app.scoring.standing import Standing, standing
from app.store import scoring_models, slices
from app.store.binary_copy import Rows
from app.store.slices import Slice

Numbers = NDArray[np.intp]
"""Students, by their number in the slice."""


@dataclass(frozen=True, slots=True)
class ReadSlice:
    """What a slice's scores are computed from."""

    axis: Axis
    values: Sequence[Days]
    """By source in name order: [student, day]."""
    standing: Standing
    """What may be scored, days by PostgreSQL's numbers, colleges by their place in `colleges` from 1 on."""
    colleges: Sequence[OrgUnitId]
    problems: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class ComputedSlice:
    axis: Axis
    scores: Days
    """[student, day]; NaN where there is no score."""
    standing: Standing
    """What was scored: nothing of those with problems."""
    problems: Mapping[int, str]
    """By number, why a student could not be scored; nobody else is the worse for it."""


async def read_slice(here: Here, rules: Rules, taken: Slice) -> ReadSlice:
    """What the store holds about the days of the slice that was taken."""
    colleges = [
        each.org_unit_id
        for each in await scoring_models.colleges(here.session, here.institution.institution_id)
    ]
    axis = Axis.covering(*taken.days)
    amounts = await _amounts(here, axis, len(taken))
    values = [source.values(amounts[name]) for name, source in here.profile.collected.items()]
    stands = await _standing(here, rules, taken, colleges)
    return ReadSlice(axis, values, stands, colleges, _not_finite(amounts))


def compute_slice(here: Here, rules: Rules, read: ReadSlice) -> ComputedSlice:
    """The scores of each student's days in the slice, by these rules."""
    problems = dict(read.problems)
    rows_of = _rows_by_spell(rules, read, problems)
    scores = grid_scores(read.values, known_days(here.profile, rules, read.axis), rows_of)
    scored = read.standing.without(list(problems)) if problems else read.standing
    return ComputedSlice(read.axis, scores, scored, problems)


async def store_slice(here: Here, rules: Rules, taken: Slice, computed: ComputedSlice) -> int:
    """Store the months of a computed slice; returns how many."""
    years = list(rules.years)
    rows = _months_to_store(here, taken, computed, years)
    if len(rows):
        models = [rules.models[year].model.scoring_model_id for year in years]
        await slices.store_scores(here.session, rows, models, here.now)
    return len(rows)


async def _standing(here: Here, rules: Rules, taken: Slice, colleges: Sequence[OrgUnitId]) -> Standing:
    """Who may be scored, when and in which college: registered at a level in scope, and with consent."""
    registered = await slices.read_registrations(here.session, here.profile.levels, colleges)
    allowed = np.ones((len(taken), len(rules.years)), np.bool_)
    purpose = consented_purpose(here.profile)
    if purpose is not None and rules.years:
        decided = await slices.read_decisions(here.session, purpose, min(rules.years))
        allowed = decided.allow(len(taken), list(rules.years))
    years = [(slices.day_number(each.first), slices.day_number(each.last)) for each in rules.years.values()]
    return standing(registered, allowed, years, taken.first, taken.last)


async def _amounts(here: Here, axis: Axis, size: int) -> dict[str, Days]:
    """The slice's amounts [student, day], by source in name order."""
    sources, listed = list(here.profile.collected), axis.months
    blocks = await slices.read_amounts(here.session, sources, listed[0], listed[-1])
    grids = {name: np.zeros((size, axis.length)) for name in sources}
    for (month,), group in _groups(blocks["month"]):
        placed = months.unpack_array(blocks["amounts"][group]).reshape(len(group), len(sources), -1)
        for at, name in enumerate(sources):
            axis.place(grids[name], blocks["number"][group], slices.day_of(month), placed[:, at])
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


def _not_finite(amounts: Mapping[str, Days]) -> dict[int, str]:
    problems = {}
    for name, grid in amounts.items():
        if not np.isfinite(grid).all():
            for number in np.flatnonzero(~np.isfinite(grid).all(axis=1)).tolist():
                problems[number] = f"a day's amount of {name} is not a finite number"
    return problems


def _rows_by_spell(rules: Rules, read: ReadSlice, problems: dict[int, str]) -> dict[Spell, Numbers]:
    years, stands, colleges = list(rules.years.values()), read.standing, read.colleges
    start = slices.day_number(read.axis.first)
    first, last = stands.first - start, stands.last - start
    since = np.maximum(stands.since - start, first - (WINDOW_DAYS - 1))
    rows_of = {}
    for (begins, ends, registered, college, year), group in _groups(
        first, last, since, stands.college, stands.year
    ):
        coefficients = years[year].coefficients.get(colleges[college - 1]) if college else None
        rows = stands.number[group].astype(np.intp)
        if coefficients is not None:
            rows_of[Spell(begins, ends, registered, tuple(coefficients))] = rows
        else:
            said = "the scoring model knows no coefficients of the student's college"
            problems.update(dict.fromkeys(rows.tolist(), said))
    return rows_of


def _months_to_store(
    here: Here, taken: Slice, computed: ComputedSlice, years: Sequence[AcademicYear]
) -> Rows:
    """The computed days, month by month, by `slices.SCORES`."""
    pieces = [
        piece
        for month in months.months_between(computed.axis.scored_from, computed.axis.last)
        if len(piece := _month_to_store(taken, computed, month))
    ]
    for piece in pieces:
        month = slices.day_of(int(piece["month"][0]))
        piece["model"] = years.index(here.profile.academic_year(month)) + 1
    return np.concatenate([slices.SCORES.rows(0), *pieces], dtype=slices.SCORES.dtype)


def _month_to_store(taken: Slice, computed: ComputedSlice, month: date) -> Rows:
    """One month of whoever has days in it; two spells in it are one piece: between them is no score."""
    starts, ends = slices.day_number(month), slices.day_number(months.last_day(month))
    inside = computed.standing.within(starts, ends)
    numbers, piece_of = np.unique(inside.number, return_inverse=True)
    first, last = np.full(len(numbers), ends), np.full(len(numbers), starts)
    np.minimum.at(first, piece_of, np.maximum(inside.first, starts))
    np.maximum.at(last, piece_of, np.minimum(inside.last, ends))
    rows = slices.SCORES.rows(len(numbers))
    if len(numbers):
        rows["student_id"], rows["month"] = taken.students[numbers], starts
        rows["first_slot"], rows["last_slot"] = first - starts + 1, last - starts + 1
        rows["scores"] = months.pack(computed.axis.cut(computed.scores, month, numbers))
    return rows
