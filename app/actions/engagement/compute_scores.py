"""Compute scores: from daily amounts in the store, through the arithmetic, to scores.

One path serves both ways of asking: one student on request, and thousands set-wise. Which days may be
scored at all is settled here: registered, in scope, consent given for that academic year, and a scoring
model in force.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.actions.context import Here
from app.consent.gate import LegalBasis, is_open
from app.consent.ledger import ConsentDecision, ConsentState, consent_state
from app.ids import ModuleRunId, StudentId
from app.profiles.model import Profile, Section
from app.scoring import months
from app.scoring.daily import Known, Spell, grid_scores
from app.scoring.models import WINDOW_DAYS, AcademicYear, ScoringModel
from app.scoring.months import Axis
from app.scoring.sources import Days
from app.scoring.spells import Registered, ScoredYear, rows_by_spell, spells
from app.store.activity.events import events as activity, outages
from app.store.governance import consent
from app.store.people import registrations
from app.store.engagement import scoring_models
from app.store.activity.outages import Outage
from app.store.engagement.scoring_models import PublishedModel


@dataclass(frozen=True, slots=True)
class Rules:
    """What scores are computed by: the models in force, by academic year."""

    models: Mapping[AcademicYear, PublishedModel]
    years: Mapping[AcademicYear, ScoredYear]
    outages: Sequence[Outage]
    """Those that any of the days' windows sees."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What decides which of a student's days may be scored."""

    registered: Sequence[Registered]
    decisions: Sequence[ConsentDecision]


@dataclass(frozen=True, slots=True)
class Grid:
    """Amounts, values and scores of some students over the days of an axis."""

    axis: Axis
    amounts: Mapping[str, Days]
    """By source in name order: [student, day], as the events count."""
    values: Mapping[str, Days]
    """The same in the source's unit."""
    known: Known
    """[source, day]: False where the source was down."""
    scores: Days
    """[student, day]; NaN where there is no score."""


async def load_rules(here: Here, first: date, last: date) -> Rules:
    """The rules for every academic year that the days from `first` to `last` fall in."""
    years = range(here.profile.academic_year(first), here.profile.academic_year(last) + 1)
    models = await scoring_models.in_force(here.session, here.institution.institution_id, years)
    scored = {year: scored_year(here.profile, each.model) for year, each in sorted(models.items())}
    seen_from = first - timedelta(days=WINDOW_DAYS - 1)
    down = await outages.list_between(here.session, here.institution.institution_id, seen_from, last)
    return Rules(models, scored, down)


def known_days(profile: Profile, rules: Rules, axis: Axis) -> Known:
    """By source and day of the axis: False where the source is known to have been down."""
    known = np.ones((len(profile.collected), axis.length), np.bool_)
    for at, name in enumerate(profile.collected):
        for outage in rules.outages:
            if outage.source == name:
                start = max(axis.position(outage.starts_on), 0)
                known[at, start : max(axis.position(outage.ends_before), 0)] = False
    return known


def scored_year(profile: Profile, model: ScoringModel) -> ScoredYear:
    return ScoredYear(
        first=profile.first_day(model.academic_year),
        last=profile.first_day(model.academic_year + 1) - timedelta(days=1),
        coefficients={college: tuple(model.for_college(college).values()) for college in model.coefficients},
    )


async def load_subjects(here: Here, students: Sequence[StudentId]) -> list[Subject]:
    """The subjects, in the order of `students`."""
    registered = await registrations.list_for(here.session, students, here.profile.levels)
    decisions = await consent.list_for(here.session, students)
    return [Subject(registered.get(each, []), decisions.get(each, [])) for each in students]


def engagement_consent(profile: Profile, decisions: Sequence[ConsentDecision], year: int) -> ConsentState:
    """The state of the purpose that the engagement score rests on."""
    purpose = consented_purpose(profile)
    return ConsentState.NOT_ASKED if purpose is None else consent_state(decisions, purpose, year)


def consented_purpose(profile: Profile) -> str | None:
    """The purpose whose consent the engagement score needs, or None where it needs none."""
    purpose = profile.purpose_of(Section.ENGAGEMENT)
    if purpose is None or profile.purposes[purpose].basis is not LegalBasis.CONSENT:
        return None
    return purpose


async def compute_grid(
    here: Here,
    rules: Rules,
    subjects: Mapping[StudentId, Subject],
    first: date,
    last: date,
    *,
    module_run_id: ModuleRunId | None = None,
) -> Grid:
    """Scores of the students' days from `first` to `last`, rows in the order of `subjects`.

    With a module run (and one student), sources that know modules count that module's activity alone.
    """
    axis = Axis.covering(first, last)
    amounts = await _amounts(here, list(subjects), axis, module_run_id)
    return score_grid(here.profile, rules, subjects, axis, amounts, last)


def score_grid(
    profile: Profile,
    rules: Rules,
    subjects: Mapping[StudentId, Subject],
    axis: Axis,
    amounts: Mapping[str, Days],
    last: date,
) -> Grid:
    """The same from amounts at hand, up to `last`."""
    scorable = [spells_of(profile, rules, each, axis, last) for each in subjects.values()]
    return score_rows(profile, rules, axis, amounts, rows_by_spell(scorable))


def score_rows(
    profile: Profile,
    rules: Rules,
    axis: Axis,
    amounts: Mapping[str, Days],
    rows_of: Mapping[Spell, NDArray[np.intp]],
) -> Grid:
    """The same, where it is known which rows share a spell."""
    values = {name: source.values(amounts[name]) for name, source in profile.collected.items()}
    known = known_days(profile, rules, axis)
    return Grid(axis, amounts, values, known, grid_scores(list(values.values()), known, rows_of))


def spells_of(profile: Profile, rules: Rules, subject: Subject, axis: Axis, last: date) -> list[Spell]:
    return spells(subject.registered, _open_years(profile, rules, subject), axis, last)


def _open_years(profile: Profile, rules: Rules, subject: Subject) -> list[ScoredYear]:
    return [
        scored
        for year, scored in rules.years.items()
        if is_open(engagement_consent(profile, subject.decisions, year))
    ]


async def _amounts(
    here: Here, students: Sequence[StudentId], axis: Axis, module_run_id: ModuleRunId | None
) -> dict[str, Days]:
    row_of = {student: row for row, student in enumerate(students)}
    blocks = await activity.list_months(here.session, students, axis.months[0], axis.months[-1])
    if module_run_id is not None:
        by_module = {name for name, source in here.profile.collected.items() if source.by_module}
        blocks = [block for block in blocks if block.source not in by_module]
        blocks += await activity.list_module_months(
            here.session, students[0], module_run_id, axis.months[0], axis.months[-1]
        )
    return amounts_on(axis, here.profile, row_of, blocks)


def amounts_on(
    axis: Axis, profile: Profile, row_of: Mapping[StudentId, int], blocks: Iterable[activity.Block]
) -> dict[str, Days]:
    """Stored blocks of the axis's months, unfolded: by source, [student, day]."""
    grids = {name: np.zeros((len(row_of), axis.length)) for name in profile.collected}
    placed: dict[tuple[str, date], list[activity.Block]] = {}
    for block in blocks:
        placed.setdefault((block.source, block.month), []).append(block)
    for (source, month), found in placed.items():
        if source in grids:
            rows = [row_of[block.student_id] for block in found]
            axis.place(grids[source], rows, month, months.unpack(block.amounts for block in found))
    return grids
