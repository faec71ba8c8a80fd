"""Engagement: daily scores and the explanation of one."""

from datetime import date, datetime
from typing import Literal

from app.actions.engagement.read_engagement import DayState, Engagement, Explanation
from app.ids import ModuleRunId, OrgUnitId, ScoringModelId, StudentId
from app.profiles.model import Profile
from app.schemas.base import Out, presented
from app.scoring.models import ScoringModel
from app.scoring.sources import Source

MODULE_NOTE = (
    "Minutes of single modules do not add up to the whole day's: the minutes that a day of use adds are"
    " counted once a day for all modules together, and once for each module shown alone."
)


class SourceOut(Out):
    name: str
    title: str
    unit: str
    state: Literal["collected", "not_collected"]
    data_as_of: datetime | None
    """Until when the data reach, by the source's own word; null if nothing has come yet."""


class ModelReferenceOut(Out):
    scoring_model_id: ScoringModelId
    academic_year: int
    version: int


class ScoredDayOut(Out):
    day: date
    state: DayState
    score: float | None
    """Two decimals, half to even; null unless shown."""
    missing_sources: list[str]
    """Sources that were down on a day this score looks at: such days are missing, not zero."""


class EngagementOut(Out):
    student_id: StudentId
    module_run_id: ModuleRunId | None
    first_day: date
    last_day: date
    time_zone: str
    days: list[ScoredDayOut]
    scoring_models: list[ModelReferenceOut]
    sources: list[SourceOut]
    computed_for_this_answer: int
    """How many of the scores were computed just now, because none was stored that still holds."""
    caveats: list[str]


class DailyValueOut(Out):
    day: date
    amount: float
    """What was counted: interactions, menu choices, events attended."""
    value: float | None
    """The amount in the source's unit; null on a day on which the source was down."""


class ContributionOut(Out):
    source: str
    title: str
    unit: str
    per_unit: float
    per_active_day: float
    """value = per_unit × amount, plus per_active_day once if the amount is not zero."""
    days: list[DailyValueOut]
    mean: float
    coefficient: float
    contribution: float
    """coefficient × mean"""
    data_as_of: datetime | None


class ExplanationOut(Out):
    """Everything needed to recompute one day's score by hand; figures are exact doubles."""

    student_id: StudentId
    module_run_id: ModuleRunId | None
    day: date
    score: float
    """As shown: two decimals, half to even."""
    exact_score: float
    """The sum of the contributions, in the order given."""
    window_days: int
    college_id: OrgUnitId
    scoring_model: ModelReferenceOut
    scoring_model_note: str
    contributions: list[ContributionOut]
    not_collected: list[str]
    caveats: list[str]


def engagement_out(
    student_id: StudentId, profile: Profile, module_run_id: ModuleRunId | None, read: Engagement
) -> EngagementOut:
    return EngagementOut(
        student_id=student_id,
        module_run_id=module_run_id,
        first_day=read.days[0].day,
        last_day=read.days[-1].day,
        time_zone=profile.time_zone,
        days=[
            ScoredDayOut(
                day=day,
                state=state,
                score=None if score is None else presented(score),
                missing_sources=list(missing),
            )
            for day, state, score, _, missing in read.days
        ],
        scoring_models=[_reference(each.model) for each in read.models],
        sources=[
            SourceOut(
                name=each.name,
                title=each.title,
                unit=each.unit,
                state="collected" if each.collected else "not_collected",
                data_as_of=read.data_as_of.get(each.name),
            )
            for each in profile.scored.values()
        ],
        computed_for_this_answer=sum(each.state is DayState.SHOWN and not each.stored for each in read.days),
        caveats=_caveats(profile, module_run_id),
    )


def explanation_out(
    student_id: StudentId, profile: Profile, module_run_id: ModuleRunId | None, read: Explanation
) -> ExplanationOut:
    return ExplanationOut(
        student_id=student_id,
        module_run_id=module_run_id,
        day=read.score.day,
        score=presented(read.score.exact),
        exact_score=read.score.exact,
        window_days=read.score.window_days,
        college_id=read.college,
        scoring_model=_reference(read.model.model),
        scoring_model_note=read.model.note,
        contributions=[
            _contribution_out(read.model.model.sources[each.source], read, at)
            for at, each in enumerate(read.score.contributions)
        ],
        not_collected=[each.name for each in profile.scored.values() if not each.collected],
        caveats=_caveats(profile, module_run_id),
    )


def _contribution_out(source: Source, read: Explanation, at: int) -> ContributionOut:
    contribution = read.score.contributions[at]
    amounts = read.amounts[source.name]
    return ContributionOut(
        source=source.name,
        title=source.title,
        unit=source.unit,
        per_unit=source.per_unit,
        per_active_day=source.per_active_day,
        days=[
            DailyValueOut(day=day, amount=amount, value=value)
            for (day, value), amount in zip(contribution.values, amounts, strict=True)
        ],
        mean=contribution.mean,
        coefficient=contribution.coefficient,
        contribution=contribution.amount,
        data_as_of=read.data_as_of.get(source.name),
    )


def _reference(model: ScoringModel) -> ModelReferenceOut:
    return ModelReferenceOut(
        scoring_model_id=model.scoring_model_id,
        academic_year=model.academic_year,
        version=model.version,
    )


def _caveats(profile: Profile, module_run_id: ModuleRunId | None) -> list[str]:
    return [*profile.caveats, *([MODULE_NOTE] if module_run_id else [])]
