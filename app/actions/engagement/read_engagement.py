"""Read engagement: a student's daily scores and the explanation of one, never stale, never ungated.

What is stored is used where it still holds; any other day is computed from its amounts on the spot, by
the same arithmetic, so that freshness is never a matter of when a job last ran.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import isfinite, isnan
from typing import NamedTuple

import numpy as np

from app.actions.engagement.compute_scores import (
    Grid,
    Rules,
    Subject,
    compute_grid,
    engagement_consent,
    load_rules,
    load_subjects,
)
from app.actions.context import Here
from app.consent.gate import is_open
from app.errors import ConsentRequired, NotFound, OutOfScope, ScoringModelMissing
from app.ids import ModuleRunId, OrgUnitId, StudentId
from app.profiles.model import Profile, Section
from app.scoring.models import WINDOW_DAYS
from app.scoring.score import Score, score_day, window
from app.scoring.spells import college_on, registered_since
from app.store.activity.events import events as activity
from app.store.people import modules
from app.store.engagement import scores
from app.store.activity.outages import Outage
from app.store.engagement.scores import Due, StoredMonth
from app.store.engagement.scoring_models import PublishedModel


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


class ScoredDay(NamedTuple):
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
    missing = missing_days(states, found)
    computed: Mapping[date, float] = {}
    if missing:
        grid = await compute_grid(
            here, rules, {student_id: subject}, missing[0], missing[-1], module_run_id=module_run_id
        )
        computed = picked(grid, missing)
    return Engagement(
        scored_days(rules, states, found, computed),
        list(rules.models.values()),
        await activity.freshness(here.session, here.institution.institution_id),
    )


def missing_days(states: Mapping[date, DayState], found: Mapping[date, float]) -> list[date]:
    """The days to be shown for which no stored score holds, ascending."""
    return [day for day, state in states.items() if state is DayState.SHOWN and day not in found]


def picked(grid: Grid, days: Sequence[date]) -> dict[date, float]:
    return {day: float(grid.scores[0, grid.axis.position(day)]) for day in days}


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
    return {
        day: state
        for begin, end, state in _runs(profile, rules, subject, first, last)
        for day in _days(begin, end)
    }


def _runs(
    profile: Profile, rules: Rules, subject: Subject, first: date, last: date
) -> Iterator[tuple[date, date, DayState]]:
    """Runs of days, ascending, on which nothing changes: neither registration nor academic year."""
    changes = {first}
    for each in subject.registered:
        changes |= {each.starts_on, each.ends_before or first}
    for year in range(profile.academic_year(first), profile.academic_year(last) + 1):
        changes.add(profile.first_day(year))
    begins = sorted(day for day in changes if first <= day <= last)
    for begin, following in pairwise([*begins, last + timedelta(days=1)]):
        yield begin, following - timedelta(days=1), _state(profile, rules, subject, begin)


def _state(profile: Profile, rules: Rules, subject: Subject, day: date) -> DayState:
    year = profile.academic_year(day)
    college = college_on(subject.registered, day)
    if not subject.registered:
        return DayState.OUT_OF_SCOPE
    if college is None:
        return DayState.NOT_REGISTERED
    if not is_open(engagement_consent(profile, subject.decisions, year)):
        return DayState.WITHHELD
    known = year in rules.years and college in rules.years[year].coefficients
    return DayState.SHOWN if known else DayState.NO_SCORING_MODEL


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


async def _stored(
    here: Here, rules: Rules, student_id: StudentId, first: date, last: date
) -> dict[date, float]:
    """The stored scores that still hold."""
    due = await scores.list_due(here.session, student_id, first, last)
    stored = await scores.list_months(here.session, student_id, first.replace(day=1), last)
    return holding(here.profile, rules, stored, due)


def holding(
    profile: Profile, rules: Rules, stored: Iterable[StoredMonth], due: Sequence[Due]
) -> dict[date, float]:
    """The stored scores that still hold: right model, computed that far, no change in the window."""
    found: dict[date, float] = {}
    for month in stored:
        model = rules.models.get(profile.academic_year(month.month))
        if model is None or model.model.scoring_model_id != month.scoring_model_id:
            continue
        days = _days(month.month, month.scored_through)
        dated = zip(days, month.scores, strict=False)
        found |= {day: score for day, score in dated if not isnan(score)}
    for each in due:
        for day in _days(each.first_day, each.last_day):
            found.pop(day, None)
    return found


def scored_days(
    rules: Rules,
    states: Mapping[date, DayState],
    found: Mapping[date, float],
    computed: Mapping[date, float],
) -> list[ScoredDay]:
    """Every day with its state and score, stored or computed."""
    missing = _missing_sources(rules.outages)
    return [_scored_day(day, state, found, computed, missing.get(day, ())) for day, state in states.items()]


def _missing_sources(outages: Iterable[Outage]) -> dict[date, tuple[str, ...]]:
    """By day: the sources that were down on a day that its score looks at, by name."""
    missing: dict[date, set[str]] = {}
    for each in outages:
        for day in _days(each.starts_on, each.ends_before + timedelta(days=WINDOW_DAYS - 2)):
            missing.setdefault(day, set()).add(each.source)
    return {day: tuple(sorted(sources)) for day, sources in missing.items()}


def _scored_day(
    day: date,
    state: DayState,
    found: Mapping[date, float],
    computed: Mapping[date, float],
    missing: tuple[str, ...],
) -> ScoredDay:
    if state is not DayState.SHOWN:
        return ScoredDay(day, state, None, stored=False)
    stored = found.get(day)
    if stored is not None:
        return ScoredDay(day, state, stored, stored=True, missing=missing)
    score = computed[day]
    if not isfinite(score):
        return ScoredDay(day, DayState.UNAVAILABLE, None, stored=False, missing=missing)
    return ScoredDay(day, state, score, stored=False, missing=missing)
