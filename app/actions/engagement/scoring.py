"""Scoring: from daily amounts at hand, through the arithmetic, to scores. Nothing is read here.

One path serves both ways of asking: some students on request, and thousands set-wise (`score_slice.py`).
Which days may be scored at all is settled here: registered, in scope, consent given for that academic year,
and a scoring model in force.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from app.access.vocabulary import SectionName
from app.actions.section import Subject, usable_days_of
from app.ids import StudentId
from app.profiles.model import Profile
from app.scoring import months
from app.scoring.completeness import NEVER, CompleteDays, complete_days
from app.scoring.daily import Spell, add_scores
from app.scoring.models import WINDOW_DAYS, AcademicYear
from app.scoring.months import Axis
from app.scoring.sources import Days
from app.scoring.spells import ScoredYear, rows_by_spell, spells
from app.store.activity.amounts import StoredAmounts
from app.store.activity.outages import Outage
from app.store.snapshot import InstitutionSnapshot

KnownDays = Mapping[str, NDArray[np.bool_]]
"""By source and day of an axis: False where a day of the source is not known."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What scores are computed by."""

    years: Mapping[AcademicYear, ScoredYear]
    """By academic year, ascending: those that have a model."""
    outages: Sequence[Outage]
    """Those that any of the days' windows sees."""
    complete: CompleteDays = field(default_factory=dict)
    """Of the sources that are collected now; any other has completed all its days."""

    @property
    def sources(self) -> list[str]:
        """The names of all sources that the models know."""
        return sorted({source.name for year in self.years.values() for source in year.sources})


@dataclass(frozen=True, slots=True)
class Grid:
    """Amounts and scores of some students over the days of an axis."""

    axis: Axis
    amounts: Mapping[str, Days]
    """By source: [student, day], as the events count."""
    known: KnownDays
    scores: Days
    """[student, day]; NaN where there is no score."""


def rules_for(
    institution: InstitutionSnapshot, first: date, last: date, data_as_of: Mapping[str, datetime]
) -> Rules:
    """The rules for every academic year that the days from `first` to `last` fall in.

    `data_as_of` is how far each source's data reach, by its own word.
    """
    profile = institution.profile
    span = range(profile.academic_year(first), profile.academic_year(last) + 1)
    seen_from = first - timedelta(days=WINDOW_DAYS - 1)
    complete = complete_days_of(profile, data_as_of)
    standing = [_as_it_stands(each, complete) for each in institution.outages]
    return Rules(
        {year: scored for year, scored in institution.scored_years.items() if year in span},
        [each for each in standing if each is not None and each.touches(seen_from, last)],
        complete,
    )


def _as_it_stands(outage: Outage, complete: CompleteDays) -> Outage | None:
    """What is left of an outage that the service recorded itself, once its source delivers again.

    On record it ends with the next scoring run (`settle_outages`).
    """
    reached = complete.get(outage.source, NEVER)
    if not outage.automatic or reached < outage.starts_on:
        return outage
    starts_on = reached + timedelta(days=1)
    return replace(outage, starts_on=starts_on) if starts_on < outage.ends_before else None


def complete_days_of(profile: Profile, data_as_of: Mapping[str, datetime]) -> CompleteDays:
    """Up to which day each source that is collected has delivered everything."""
    reached = {name: profile.day(moment) for name, moment in data_as_of.items()}
    return complete_days(profile.collected, reached)


def known_days(rules: Rules, axis: Axis) -> KnownDays:
    """By source of the models and day of the axis: False where it was down, or has not completed the day."""
    known = {name: np.ones(axis.length, np.bool_) for name in rules.sources}
    for outage in rules.outages:
        if outage.source in known:
            start = max(axis.position(outage.starts_on), 0)
            known[outage.source][start : max(axis.position(outage.ends_before), 0)] = False
    for name, reached in rules.complete.items():
        if name in known:
            known[name][max(axis.position(reached) + 1, 0) :] = False
    return known


def score_grid(
    profile: Profile,
    rules: Rules,
    subjects: Sequence[Subject],
    axis: Axis,
    amounts: Mapping[str, Days],
    last: date,
) -> Grid:
    """Scores of the subjects' days up to `last`, rows in the order of `subjects`."""
    standing = [
        (tuple(each.registered), usable_days_of(profile, each, SectionName.ENGAGEMENT)) for each in subjects
    ]
    rows_of = {}
    for year, scored in rules.years.items():
        # Many stand alike.
        alike = {each: spells(each[0], [scored], axis, last, each[1]) for each in set(standing)}
        rows_of[year] = rows_by_spell([alike[each] for each in standing])
    return score_rows(rules, axis, amounts, rows_of, len(subjects))


def score_rows(
    rules: Rules,
    axis: Axis,
    amounts: Mapping[str, Days],
    rows_of: Mapping[AcademicYear, Mapping[Spell, NDArray[np.intp]]],
    rows: int,
) -> Grid:
    """The same, where it is known which rows share a spell in each academic year."""
    known = known_days(rules, axis)
    scores = np.full((rows, axis.length), np.nan)
    for year, spells_of_year in rows_of.items():
        if spells_of_year:
            sources = rules.years[year].sources
            values = [source.values(amounts[source.name]) for source in sources]
            add_scores(scores, values, np.array([known[each.name] for each in sources]), spells_of_year)
    return Grid(axis, amounts, known, scores)


def amounts_on(
    axis: Axis, sources: Iterable[str], row_of: Mapping[StudentId, int], stored: Iterable[StoredAmounts]
) -> dict[str, Days]:
    """Stored amounts of the axis's months, unfolded: by source, [student, day]."""
    grids = {name: np.zeros((len(row_of), axis.length)) for name in sources}
    alike: dict[tuple[date, tuple[str, ...]], list[StoredAmounts]] = {}
    for each in stored:
        alike.setdefault((each.month, tuple(each.sources)), []).append(each)
    for (month, names), found in alike.items():
        rows = [row_of[each.student_id] for each in found]
        blocks = months.unpack(each.amounts for each in found).reshape(len(found), len(names), months.SLOTS)
        for at, name in enumerate(names):
            if name in grids:
                axis.place(grids[name], rows, month, blocks[:, at])
    return grids
