"""Answer at once: what one round trip brought, through the same arithmetic as everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.actions.compute_scores import Rules, Subject, amounts_on, consented_purpose, score_grid, scored_year
from app.actions.read_engagement import (
    Engagement,
    day_states,
    holding,
    missing_days,
    picked,
    scored_days,
)
from app.ids import OrgUnitId, StudentId
from app.profiles.model import Profile
from app.scoring.models import WINDOW_DAYS, AcademicYear
from app.scoring.months import SLOTS, Axis, month_of, unpack_one
from app.scoring.score import score_day, window
from app.scoring.spells import ScoredYear, college_on, registered_since
from app.store.at_once import Known, Scored, ScoreFacts
from app.store.scoring_models import PublishedModel

FEW_DAYS = 4
"""So many days are quicker one by one than as arrays."""


@dataclass(frozen=True, slots=True)
class Familiar:
    """An institution that this process has met: what it knows of it, made ready for use."""

    known: Known
    profile: Profile
    models: Mapping[AcademicYear, PublishedModel]
    years: Mapping[AcademicYear, ScoredYear]
    levels: Sequence[str]
    consented: str | None
    """The purpose whose consent scores need, if they need one."""
    colleges: Mapping[AcademicYear, Sequence[OrgUnitId]]
    """Those that the year's model knows."""

    @classmethod
    def with_(cls, known: Known, profile: Profile) -> "Familiar":
        models = {each.model.academic_year: each for each in known.models}
        years = {year: scored_year(profile, each.model) for year, each in sorted(models.items())}
        colleges = {year: list(each.coefficients) for year, each in years.items()}
        return cls(known, profile, models, years, list(profile.levels), consented_purpose(profile), colleges)

    def rules(self, first: date, last: date) -> Rules:
        """The rules of those days, as `load_rules` has them."""
        span = range(self.profile.academic_year(first), self.profile.academic_year(last) + 1)
        seen_from = first - timedelta(days=WINDOW_DAYS - 1)
        return Rules(
            {year: model for year, model in self.models.items() if year in span},
            {year: scored for year, scored in self.years.items() if year in span},
            [each for each in self.known.outages if each.starts_on <= last and each.ends_before > seen_from],
        )

    def scored(self, first: date, last: date) -> Scored:
        year = self.profile.academic_year(last)
        return Scored(self.levels, self.consented, self.colleges.get(year, ()), year, first, last)


def engagement(
    familiar: Familiar, student_id: StudentId, facts: ScoreFacts, first: date, last: date
) -> Engagement:
    """The student's scores from `first` to `last`, as `read_engagement` has them."""
    profile, rules = familiar.profile, familiar.rules(first, last)
    subject = Subject(facts.registered, facts.decisions)
    states = day_states(profile, rules, subject, first, last)
    found = holding(profile, rules, facts.stored, facts.due)
    missing = missing_days(states, found)
    if len(missing) <= FEW_DAYS:
        computed = {day: _score(profile, rules, subject, facts, day) for day in missing}
    else:
        axis = Axis.covering(missing[0], missing[-1])
        blocks = [each for each in facts.amounts if each.month in axis.months]
        amounts = amounts_on(axis, profile, {student_id: 0}, blocks)
        grid = score_grid(profile, rules, {student_id: subject}, axis, amounts, missing[-1])
        computed = picked(grid, missing)
    return Engagement(
        scored_days(rules, states, found, computed), list(rules.models.values()), facts.data_as_of
    )


def _score(profile: Profile, rules: Rules, subject: Subject, facts: ScoreFacts, day: date) -> float:
    """One day's score; NaN where there is none."""
    since, college = registered_since(subject.registered, day), college_on(subject.registered, day)
    assert since is not None
    assert college is not None
    days = window(day, since)
    months = [month_of(each) for each in days]
    values = {name: _values(profile, name, facts, days, months, rules) for name in profile.collected}
    coefficients = rules.years[profile.academic_year(day)].coefficients[college]
    score = score_day(day, since, values, dict(zip(profile.collected, coefficients, strict=True)))
    return float("nan") if score is None else score.exact


def _values(
    profile: Profile,
    name: str,
    facts: ScoreFacts,
    days: Sequence[date],
    months: Sequence[date],
    rules: Rules,
) -> dict[date, float | None]:
    source = profile.collected[name]
    amounts = {each.month: unpack_one(each.amounts) for each in facts.amounts if each.source == name}
    values: dict[date, float | None] = {
        day: source.value(amounts.get(month, _NOTHING)[day.day - 1])
        for day, month in zip(days, months, strict=True)
    }
    for each in rules.outages:
        if each.source == name:
            values |= dict.fromkeys((day for day in days if each.starts_on <= day < each.ends_before), None)
    return values


_NOTHING = (0.0,) * SLOTS
