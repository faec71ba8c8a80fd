"""Read engagement: a student's daily scores and the explanation of one, never stale, never ungated.

What is stored is used where it still holds; any other day is computed from its amounts on the spot, by
the same arithmetic, so that freshness is never a matter of when a job last ran.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np

from app.actions.compute_scores import (
    Grid,
    Rules,
    Subject,
    compute_grid,
    engagement_consent,
    load_rules,
    load_subjects,
)
from app.actions.here import Here
from app.consent.gate import is_open
from app.errors import ConsentRequired, NotFound, OutOfScope, ScoringModelMissing
from app.ids import ModuleRunId, OrgUnitId, StudentId
from app.profiles.model import Profile, Section
from app.scoring.models import WINDOW_DAYS
from app.scoring.score import Score, score_day, window
from app.scoring.spells import college_on, registered_since
from app.store import activity, modules, scores
from app.store.outages import Outage
from app.store.scoring_models import PublishedModel


class DayState(StrEnum):
    SHOWN = "shown"
    WITHHELD = "withheld"
    """No consent for the day's academic year."""
    NOT_REGISTERED = "not_registered"
    NO_SCORING_MODEL = "no_scoring_model"
    OUT_OF_SCOPE = "out_of_scope"
    """Never registered at a level that the service covers."""
    UNAVAILABLE = "unavailable"
    """A source was down for the whole window."""


@dataclass(frozen=True, slots=True)
class ScoredDay:
    day: date
    state: DayState
    score: float | None
    stored: bool
    """Whether the score was read from the table; False where it was computed for this answer."""
    missing: tuple[str, ...] = ()
    """Sources that were down on a day that the score looks at: their other days count."""


@dataclass(frozen=True, slots=True)
class Engagement:
    days: Sequence[ScoredDay]
    models: Sequence[PublishedModel]
    data_as_of: Mapping[str, datetime]
    """By source, until when its data reach, by the source's own word."""


@dataclass(frozen=True, slots=True)
class Explanation:
    score: Score
    model: PublishedModel
    college: OrgUnitId
    amounts: Mapping[str, Sequence[float]]
    """By source: the amounts of the window's days, from which the values come."""
    data_as_of: Mapping[str, datetime]


async def read_engagement(
    here: Here,
    student_id: StudentId,
    first: date,
    last: date,
    *,
    module_run_id: ModuleRunId | None = None,
) -> Engagement:
    """The student's score on every day from `first` to `last`, each with its state.

    Raises OutOfScope for a student whom the service does not cover, ConsentRequired where consent
    withholds every day that could have been shown, NotFound for an unknown module run.
    """
    rules, subject, states = await _open(here, student_id, first, last, module_run_id)
    found = {} if module_run_id else await _stored(here, rules, student_id, first, last)
    missing = [day for day, state in states.items() if state is DayState.SHOWN and day not in found]
    if missing:
        grid = await compute_grid(
            here, rules, {student_id: subject}, missing[0], missing[-1], module_run_id=module_run_id
        )
        computed = {day: float(grid.scores[0, grid.axis.position(day)]) for day in missing}
    else:
        computed = {}
    return Engagement(
        [_scored_day(day, state, found, computed, rules.outages) for day, state in states.items()],
        list(rules.models.values()),
        await activity.freshness(here.session, here.institution.institution_id),
    )


async def explain_score(
    here: Here, student_id: StudentId, day: date, *, module_run_id: ModuleRunId | None = None
) -> Explanation:
    """Everything needed to recompute one day's score by hand.

    Raises what `read_engagement` does, ScoringModelMissing where no model is in force, and NotFound
    where the day has no score.
    """
    rules, subject, states = await _open(here, student_id, day, day, module_run_id)
    if states[day] is DayState.NO_SCORING_MODEL:
        raise ScoringModelMissing
    since, college = registered_since(subject.registered, day), college_on(subject.registered, day)
    if since is None or college is None:
        raise NotFound("the student was not registered on that day, so there is no score")
    model = rules.models[here.profile.academic_year(day)]
    grid = await compute_grid(here, rules, {student_id: subject}, day, day, module_run_id=module_run_id)
    days = window(day, since)
    values = {
        name: dict(zip(days, _known_values(grid, at, name, days), strict=True))
        for at, name in enumerate(grid.values)
    }
    score = score_day(day, since, values, model.model.for_college(college))
    if score is None:
        raise NotFound("a source was down for the whole window, so there is no score")
    return Explanation(
        score,
        model,
        college,
        {name: _on(grid, each, days) for name, each in grid.amounts.items()},
        await activity.freshness(here.session, here.institution.institution_id),
    )


def _on(grid: Grid, figures: np.ndarray, days: Sequence[date]) -> list[float]:
    return [float(figures[0, grid.axis.position(day)]) for day in days]


def _known_values(grid: Grid, source: int, name: str, days: Sequence[date]) -> list[float | None]:
    known = [bool(grid.known[source, grid.axis.position(day)]) for day in days]
    values = _on(grid, grid.values[name], days)
    return [value if there else None for value, there in zip(values, known, strict=True)]


async def _open(
    here: Here, student_id: StudentId, first: date, last: date, module_run_id: ModuleRunId | None
) -> tuple[Rules, Subject, dict[date, DayState]]:
    """The gate: what may be read of these days, or a refusal."""
    subject = (await load_subjects(here, [student_id]))[0]
    if not subject.registered:
        covered = " and ".join(sorted(level.replace("_", " ") for level in here.profile.levels))
        raise OutOfScope(f"the service covers {covered} students only")
    if module_run_id is not None:
        await modules.check_run(here.session, here.institution.institution_id, module_run_id)
    rules = await load_rules(here, first, last)
    states = day_states(here.profile, rules, subject, first, last)
    kinds = set(states.values())
    if DayState.WITHHELD in kinds and DayState.SHOWN not in kinds:
        raise ConsentRequired(
            "engagement is withheld: there is no consent for the academic year asked for",
            purpose=here.profile.purpose_of(Section.ENGAGEMENT),
        )
    return rules, subject, states


def day_states(
    profile: Profile, rules: Rules, subject: Subject, first: date, last: date
) -> dict[date, DayState]:
    """What can be said of each day, before anything is computed."""
    years = range(profile.academic_year(first), profile.academic_year(last) + 1)
    consented = {year: is_open(engagement_consent(profile, subject.decisions, year)) for year in years}

    def state(day: date) -> DayState:
        year = profile.academic_year(day)
        if not subject.registered:
            return DayState.OUT_OF_SCOPE
        if registered_since(subject.registered, day) is None:
            return DayState.NOT_REGISTERED
        if not consented[year]:
            return DayState.WITHHELD
        known = year in rules.years and college_on(subject.registered, day) in rules.years[year].coefficients
        return DayState.SHOWN if known else DayState.NO_SCORING_MODEL

    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return {day: state(day) for day in days}


async def _stored(
    here: Here, rules: Rules, student_id: StudentId, first: date, last: date
) -> dict[date, float]:
    """The stored scores that still hold: right model, computed that far, no change in the window."""
    due = await scores.list_due(here.session, student_id, first, last)
    found: dict[date, float] = {}
    for month in await scores.list_months(here.session, student_id, first.replace(day=1), last):
        model = rules.models.get(here.profile.academic_year(month.month))
        if model is None or model.model.scoring_model_id != month.scoring_model_id:
            continue
        for slot, score in enumerate(month.scores[: month.scored_through.day]):
            day = month.month + timedelta(days=slot)
            outdated = any(each.first_day <= day <= each.last_day for each in due)
            if not outdated and not np.isnan(score):
                found[day] = float(score)
    return found


def _scored_day(
    day: date,
    state: DayState,
    found: Mapping[date, float],
    computed: Mapping[date, float],
    outages: Sequence[Outage],
) -> ScoredDay:
    if state is not DayState.SHOWN:
        return ScoredDay(day, state, None, stored=False)
    score = found[day] if day in found else computed[day]
    seen_from = day - timedelta(days=WINDOW_DAYS - 1)
    missing = sorted(
        {each.source for each in outages if each.starts_on <= day and each.ends_before > seen_from}
    )
    if not np.isfinite(score):
        return ScoredDay(day, DayState.UNAVAILABLE, None, stored=False, missing=tuple(missing))
    return ScoredDay(day, state, score, stored=day in found, missing=tuple(missing))
