"""Answer at once: what one round trip brought, through the same arithmetic as everything else."""

from datetime import date, timedelta

from app.actions.compute_scores import Rules, Subject, amounts_on, consented_purpose, score_grid, scored_year
from app.actions.read_engagement import Engagement, day_states, holding, missing_days, picked, scored_days
from app.ids import StudentId
from app.profiles.model import Profile
from app.scoring.months import Axis
from app.store.activity import Block
from app.store.at_once import Covered, EngagementRead, RulesRead, ScoreFacts

USUAL_DAYS = 30


def covered(profile: Profile) -> Covered:
    return Covered(profile.levels, consented_purpose(profile), profile.academic_year_starts)


def engagement(
    profile: Profile, student_id: StudentId, read: EngagementRead, first: date | None, last: date | None
) -> Engagement:
    """The student's scores from `first` to `last` (the last 30 days), as `read_engagement` has them."""
    end = last or read.today
    begin = first or end - timedelta(days=USUAL_DAYS - 1)
    rules = rules_of(profile, read.rules)
    subject = Subject(read.facts.registered, read.facts.decisions)
    states = day_states(profile, rules, subject, begin, end)
    found = holding(profile, rules, read.facts.stored, read.facts.due)
    missing = missing_days(states, found)
    computed = {}
    if missing:
        axis = Axis.covering(missing[0], missing[-1])
        amounts = amounts_on(axis, profile, {student_id: 0}, _within(axis, read.facts))
        grid = score_grid(profile, rules, {student_id: subject}, axis, amounts, missing[-1])
        computed = picked(grid, missing)
    return Engagement(
        scored_days(rules, states, found, computed), list(rules.models.values()), read.rules.data_as_of
    )


def rules_of(profile: Profile, read: RulesRead) -> Rules:
    models = {each.model.academic_year: each for each in read.models}
    years = {year: scored_year(profile, each.model) for year, each in sorted(models.items())}
    return Rules(models, years, read.outages)


def _within(axis: Axis, facts: ScoreFacts) -> list[Block]:
    return [block for block in facts.amounts if axis.first <= block.month <= axis.months[-1]]
