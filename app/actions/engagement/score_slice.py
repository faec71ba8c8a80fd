"""Score a slice: some thousand students at once, from their amounts to their months of scores."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.engagement.scoring import Rules, rules_for, score_rows
from app.db.binary_copy import Layout, Rows, day_number
from app.ids import OrgUnitId, StudentId
from app.profiles.model import Profile
from app.retention.rules import Category
from app.scoring import months
from app.scoring.daily import Spell
from app.scoring.models import WINDOW_DAYS, AcademicYear
from app.scoring.months import Axis
from app.scoring.sources import Days
from app.scoring.standing import Standing, Usable, Year, standing
from app.store.activity import freshness
from app.store.engagement import slice_facts, slice_scores, slices
from app.store.engagement.slices import Slice
from app.store.snapshot import up_to_date

Numbers = NDArray[np.intp]
"""Students, by their number in the slice."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why some of a student's days could not be scored."""

    student_id: StudentId
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    students: int
    """Students looked at so far."""
    months: int
    """Months of scores stored so far, whole or in part."""
    problems: tuple[Problem, ...] = ()
    """Those of the latest slice; they stop nobody else."""


@dataclass(frozen=True, slots=True)
class ReadSlice:
    """What a slice's scores are computed from."""

    axis: Axis
    students: int
    amounts: Mapping[str, Days]
    """By source: [student, day], as the events count."""
    standing: Standing
    """What may be scored, days by PostgreSQL's numbers, colleges by their place in `colleges` from 1 on."""
    colleges: Sequence[OrgUnitId]
    """Those that the models know."""


@dataclass(frozen=True, slots=True)
class ComputedSlice:
    axis: Axis
    scores: Days
    """[student, day]; NaN where there is no score."""
    standing: Standing
    """What was scored: nothing of those with problems."""
    problems: Mapping[int, str]
    """By number, why a student could not be scored; nobody else is the worse for it."""


async def score_pending(
    context: Context, through: date, *, after: StudentId, most: int
) -> tuple[StudentId, Progress]:
    """Score the next students who have days pending up to `through`; returns up to whom."""
    taken = await slices.take_pending(context.transaction, through, after=after, most=most)
    if not len(taken):
        return after, Progress(0, 0)
    return taken.last_student, await score_taken(context, taken)


async def score_taken(context: Context, taken: Slice) -> Progress:
    """Compute and store the days of the slice that was taken.

    The days of whoever cannot be scored stay pending, so that every run tries again and says so.
    """
    # An outage locks everybody until it counts: this slice may have waited for one since the context began.
    institution = await up_to_date(context.transaction, context.institution)
    context = replace(context, institution=institution)
    rules = rules_for(institution, *taken.days, await freshness.data_as_of(context.transaction))
    read = await read_slice(context, rules, taken, rules.sources)
    computed = await asyncio.to_thread(compute_slice, rules, read)
    stored = await store_slice(context, rules, taken, computed)
    await slices.clear_pending(context.transaction, taken, but=computed.problems)
    problems = [Problem(taken.student(number), why) for number, why in sorted(computed.problems.items())]
    return Progress(len(taken), stored, tuple(problems))


async def read_slice(context: Context, rules: Rules, taken: Slice, sources: Sequence[str]) -> ReadSlice:
    """What the store holds about the days of the slice that was taken, of these sources."""
    colleges = sorted({college for each in rules.years.values() for college in each.coefficients})
    axis = Axis.covering(*taken.days)
    amounts = await slice_facts.read_amounts(context.transaction, taken, sources, axis)
    stands = await _standing(context, rules, taken, colleges)
    return ReadSlice(axis, len(taken), amounts, stands, colleges)


def compute_slice(rules: Rules, read: ReadSlice) -> ComputedSlice:
    """The scores of each student's days in the slice, by these rules."""
    problems = _not_finite(read.amounts)
    rows_of = _rows_by_spell(rules, read, problems)
    grid = score_rows(rules, read.axis, read.amounts, rows_of, read.students)
    scored = read.standing.without(list(problems)) if problems else read.standing
    return ComputedSlice(read.axis, grid.scores, scored, problems)


async def store_slice(context: Context, rules: Rules, taken: Slice, computed: ComputedSlice) -> int:
    """Store the months of a computed slice; returns how many."""
    years = list(rules.years)
    layout, rows = await asyncio.to_thread(_months_to_store, context.profile, taken, computed, years)
    if len(rows):
        models = [context.institution.models[year].model.scoring_model_id for year in years]
        await slice_scores.store(context.transaction, rows, layout, models, context.now)
    return len(rows)


async def _standing(context: Context, rules: Rules, taken: Slice, colleges: Sequence[OrgUnitId]) -> Standing:
    """Who may be scored, when and in which college: registered at a level in scope, and with consent."""
    transaction, profile = context.transaction, context.profile
    registered = await slice_facts.read_registrations(transaction, taken, profile.covered_levels, colleges)
    years = [_year(profile, each) for each in rules.years]
    consent = profile.consent_for(SectionName.ENGAGEMENT)
    usable = Usable.everything(len(taken), years)
    if consent is not None and years:
        before = [_year(profile, each - 1) for each in rules.years]
        decided = await slice_facts.read_decisions(
            transaction, taken, consent.purpose, AcademicYear(min(rules.years) - 1), profile.time_zone
        )
        current = profile.academic_year(context.today)
        usable = decided.usable(len(taken), years, before, current, reaches_back=consent.reaches_back)
    erased = await slice_facts.read_erased(transaction, taken, [Category.ACTIVITY])
    for until in erased.values():
        usable = usable.onward(until, years)
    return standing(registered, usable, years, taken.first, taken.last)


def _year(profile: Profile, academic_year: int) -> Year:
    return Year(
        academic_year,
        day_number(profile.first_day(academic_year)),
        day_number(profile.last_day(academic_year)),
    )


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


def _rows_by_spell(
    rules: Rules, read: ReadSlice, problems: dict[int, str]
) -> dict[AcademicYear, dict[Spell, Numbers]]:
    years, stands, colleges = list(rules.years.items()), read.standing, read.colleges
    start = day_number(read.axis.first)
    first, last = stands.first - start, stands.last - start
    since = np.maximum(stands.since - start, first - (WINDOW_DAYS - 1))
    found: dict[AcademicYear, dict[Spell, list[Numbers]]] = {year: {} for year in rules.years}
    for (begins, ends, registered, college, at), group in _groups(
        first, last, since, stands.college, stands.year
    ):
        year, scored = years[at]
        coefficients = scored.coefficients.get(colleges[college - 1]) if college else None
        rows = stands.number[group].astype(np.intp)
        if coefficients is None:
            why = "the scoring model knows no coefficients of the student's college"
            problems.update(dict.fromkeys(rows.tolist(), why))
        else:
            # Colleges with the same coefficients share a spell.
            found[year].setdefault(Spell(begins, ends, registered, coefficients), []).append(rows)
    return {
        year: {spell: np.concatenate(parts) for spell, parts in by_spell.items()}
        for year, by_spell in found.items()
    }


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be stored of one month: of each of those students the days from the first to the last."""

    month: date
    numbers: Numbers
    first: Numbers
    last: Numbers
    """By slot, from 0 on."""


def _months_to_store(
    profile: Profile, taken: Slice, computed: ComputedSlice, years: Sequence[AcademicYear]
) -> tuple[Layout, Rows]:
    """The computed days, month by month, by `slice_scores.layout` as many slots as the longest piece has."""
    listed = months.months_between(computed.axis.scored_from, computed.axis.last)
    pieces = [piece for month in listed if len((piece := _piece(computed, month)).numbers)]
    width = max((int((each.last - each.first).max()) + 1 for each in pieces), default=1)
    layout = slice_scores.layout(width)
    rows, filled = layout.rows(sum(len(each.numbers) for each in pieces)), 0
    for each in pieces:
        some = rows[filled : filled + len(each.numbers)]
        some["student_id"], some["month"] = taken.students[each.numbers], day_number(each.month)
        some["first_slot"], some["last_slot"] = each.first + 1, each.last + 1
        some["model"] = years.index(profile.academic_year(each.month)) + 1
        blocks = computed.axis.cut(computed.scores, each.month, each.numbers)
        some["scores"] = months.pack(_from_first(blocks, each.first, width))
        filled += len(each.numbers)
    return layout, rows


def _piece(computed: ComputedSlice, month: date) -> Piece:
    """Two spells in one month are one piece: the days between them have no score."""
    starts, ends = day_number(month), day_number(months.last_day(month))
    inside = computed.standing.within(starts, ends)
    numbers, piece_of = np.unique(inside.number, return_inverse=True)
    first, last = np.full(len(numbers), ends), np.full(len(numbers), starts)
    np.minimum.at(first, piece_of, np.maximum(inside.first, starts))
    np.maximum.at(last, piece_of, np.minimum(inside.last, ends))
    return Piece(month, numbers, first - starts, last - starts)


def _from_first(blocks: Days, first: Numbers, width: int) -> Days:
    """So many slots of each block, from its own first on; what goes over the end does not count."""
    if not first.any():
        return blocks[:, :width]
    slots = np.minimum(first[:, None] + np.arange(width), months.SLOTS - 1)
    return np.take_along_axis(blocks, slots, axis=1)
