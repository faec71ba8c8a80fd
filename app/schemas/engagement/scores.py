"""Engagement: daily scores and the explanation of one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from app.actions.engagement.read_engagement import DayState, Engagement, Explanation, ScoredDay
from app.ids import CorrectionId, ModuleRunId, OrgUnitId, ScoringModelId, StudentId
from app.profiles.model import Profile
from app.schemas.base import Out, presented, shown_as
from app.schemas.engagement.scoring_models import SCORING_MODEL_NOTE
from app.schemas.governance.inaccuracies import InaccuracySeenOut, inaccuracies_seen_out
from app.schemas.made_up import (
    AS_OF,
    CAVEAT,
    COLLEGE,
    CONTRIBUTIONS,
    EXACT_SCORE,
    SCORE,
    SCORE_YESTERDAY,
    SCORING_MODEL_NAMED,
    SOURCES,
    STUDENT,
    TODAY,
    YESTERDAY,
)
from app.schemas.record.remarks import REMARK_SAID, RemarkOut, remark_out
from app.scoring.completeness import NEVER
from app.scoring.models import WINDOW_DAYS, ScoringModel
from app.scoring.sources import Source
from app.store.engagement.scoring_models import PublishedModel
from app.store.governance.corrections import Dispute

MODULE_NOTE = (
    "Minutes of single modules do not add up to the whole day's: the minutes that a day of use adds are"
    " counted once a day for all modules together, and once for each module shown alone."
)
SCALE = (
    f"A score adds up what each source counted in the last {WINDOW_DAYS} days. 0: nothing was counted. There"
    " is no highest score, and none that anybody should have: compare it with the same student's other weeks."
)
ENGAGEMENT = {
    "student_id": STUDENT,
    "module_run_id": None,
    "first_day": YESTERDAY,
    "last_day": TODAY,
    "time_zone": "Europe/London",
    "days": [
        {
            "day": YESTERDAY,
            "state": "shown",
            "score": SCORE_YESTERDAY,
            "missing_sources": [],
            "incomplete_sources": [],
            "disputed": False,
        },
        {
            "day": TODAY,
            "state": "shown",
            "score": SCORE,
            "missing_sources": [],
            "incomplete_sources": ["app"],
            "disputed": False,
        },
    ],
    "latest": {"day": TODAY, "score": SCORE, "change_in_week": None},
    "scale": {"least": 0.0, "most": None, "meaning": SCALE},
    "scoring_models": [SCORING_MODEL_NAMED],
    "sources": [
        {
            "name": name,
            "title": source["title"],
            "unit": source["unit"],
            "state": "collected",
            "pilot": False,
            "data_as_of": AS_OF,
            "complete_until": YESTERDAY,
        }
        for name, source in SOURCES.items()
    ],
    "complete_until": YESTERDAY,
    "outages": [],
    "disputes": [],
    "computed_for_this_answer": 1,
    "caveats": [CAVEAT],
    "remarks": [REMARK_SAID],
    "known_inaccuracies": [],
}
_EXPLANATION = {
    "student_id": STUDENT,
    "module_run_id": None,
    "day": TODAY,
    "score": SCORE,
    "exact_score": EXACT_SCORE,
    "disputed": False,
    "window_days": 7,
    "college_id": COLLEGE,
    "scoring_model": SCORING_MODEL_NAMED,
    "scoring_model_note": SCORING_MODEL_NOTE,
    "contributions": CONTRIBUTIONS,
    "not_collected": [],
    "caveats": [CAVEAT],
    "remarks": [REMARK_SAID],
    "known_inaccuracies": [],
}


class SourceOut(Out):
    name: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its values are counted in."""
    state: Literal["collected", "not_collected"]
    """`collected`, or `not_collected`: this institution has no such source."""
    pilot: bool
    """Whether it is tried out: then it is collected, shown to the student alone, and no score counts it."""
    data_as_of: datetime | None
    """Up to when the data are complete, as the source states; null if nothing has come yet."""
    complete_until: date | None
    """The last day of which the source has delivered everything; null if there is none yet."""


class ModelReferenceOut(Out):
    scoring_model_id: ScoringModelId
    """The scoring model's id."""
    academic_year: int
    """The year in which it starts."""
    version: int
    """Which of the year's models it is."""


class ScoredDayOut(Out):
    day: date
    """The day, where the institution is."""
    state: DayState
    """Whether there is a score to show, and if not, why."""
    score: float | None
    """Two decimals, half to even; null unless shown."""
    missing_sources: list[str]
    """Sources that were down on a day this score looks at: such days are missing, not zero."""
    incomplete_sources: list[str]
    """Sources that have not delivered all of a day this score looks at: such days are left out, too."""
    disputed: bool
    """Whether the student says that a day this score looks at was counted wrong; nobody has decided yet."""


class LatestScoreOut(Out):
    day: date
    """The last of the days asked for that has a score."""
    score: float
    """Its score."""
    change_in_week: float | None
    """That score less the one of seven days before; null unless that one is shown, too."""


class ScaleOut(Out):
    """What a score is of."""

    least: float | None
    """The lowest that there can be; null where a source takes away from a score: then there is none."""
    most: float | None
    """The highest that there can be; null: there is none."""
    meaning: str
    """The same in words, for whoever reads a score."""


class DisputedAmountOut(Out):
    correction_id: CorrectionId
    """What the student says is wrong."""
    source: str
    """The source that counted."""
    day: date
    """The day that it counted."""


class OutageSeenOut(Out):
    source: str
    """The source that was down."""
    starts_on: date
    """The first day on which it was down."""
    ends_before: date
    """The first day on which it was up again."""
    note: str
    """What happened."""


class EngagementOut(Out):
    model_config = shown_as(ENGAGEMENT)

    student_id: StudentId
    """Whose scores they are."""
    module_run_id: ModuleRunId | None
    """The module run whose activity alone is counted; null: all activity."""
    first_day: date
    """The first day asked for."""
    last_day: date
    """The last day asked for."""
    time_zone: str
    """The time zone in which a day begins and ends."""
    days: list[ScoredDayOut]
    """Every day asked for, the earliest first."""
    latest: LatestScoreOut | None
    """The latest score, and how it has changed; null where none of the days has one."""
    scale: ScaleOut
    """How to read a score."""
    scoring_models: list[ModelReferenceOut]
    """The models that the scores were computed with."""
    sources: list[SourceOut]
    """What the scores are made of."""
    complete_until: date | None
    """The last day that every source has completed: later scores will change. Null if there is none yet."""
    outages: list[OutageSeenOut]
    """When sources were down on days that the scores look at, the earliest first."""
    disputes: list[DisputedAmountOut]
    """What the student says was counted wrong, of these days and others; nobody has decided on it yet."""
    computed_for_this_answer: int
    """How many of the scores were computed just now, because none was stored that still holds."""
    caveats: list[str]
    """What to know before reading anything into a score."""
    remarks: list[RemarkOut]
    """What the student says that the scores miss, of any day that they look at."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class DailyValueOut(Out):
    day: date
    """The day, where the institution is."""
    amount: float
    """What was counted: interactions, menu choices, events attended."""
    value: float | None
    """The amount in the source's unit; null on a day on which the source was down, or is not complete."""
    disputed: bool
    """Whether the student says that the amount is wrong; nobody has decided yet."""


class ContributionOut(Out):
    source: str
    """The source's name."""
    title: str
    """What people call it."""
    unit: str
    """What its values are counted in."""
    per_unit: float
    """How much of the unit one of the amount is worth."""
    per_active_day: float
    """value = per_unit × amount, plus per_active_day once if the amount is not zero."""
    days: list[DailyValueOut]
    """The days of the window, the earliest first."""
    mean: float
    """The mean of their values; days without a value are left out."""
    coefficient: float
    """What the mean is multiplied by."""
    contribution: float
    """coefficient × mean"""
    data_as_of: datetime | None
    """Up to when the data are complete, as the source states; null if nothing has come yet."""


class ExplanationOut(Out):
    """Everything needed to recompute one day's score by hand; figures are exact doubles."""

    model_config = shown_as(_EXPLANATION)

    student_id: StudentId
    """Whose score it is."""
    module_run_id: ModuleRunId | None
    """The module run whose activity alone is counted; null: all activity."""
    day: date
    """The day of the score."""
    score: float
    """As shown: two decimals, half to even."""
    exact_score: float
    """The sum of the contributions, in the order given."""
    disputed: bool
    """Whether the student says that a day this score looks at was counted wrong; nobody has decided yet."""
    window_days: int
    """How many days the score looks at; the last of them is its own."""
    college_id: OrgUnitId
    """The college whose coefficients are used."""
    scoring_model: ModelReferenceOut
    """The model that it was computed with."""
    scoring_model_note: str
    """Where the model's coefficients come from."""
    contributions: list[ContributionOut]
    """What each source adds to it."""
    not_collected: list[str]
    """Sources that the institution does not collect."""
    caveats: list[str]
    """What to know before reading anything into the score."""
    remarks: list[RemarkOut]
    """What the student says that the score misses, of any day that it looks at."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


def engagement_out(profile: Profile, engagement: Engagement) -> EngagementOut:
    disputed = _disputed_days(engagement.disputes)
    values = {
        "student_id": engagement.student_id,
        "module_run_id": engagement.module_run_id,
        "first_day": engagement.days[0].day,
        "last_day": engagement.days[-1].day,
        "time_zone": profile.time_zone,
        "days": [
            {
                "day": day,
                "state": state,
                "score": None if score is None else presented(score),
                "missing_sources": missing,
                "incomplete_sources": incomplete,
                "disputed": day in disputed,
            }
            for day, state, score, _, missing, incomplete in engagement.days
        ],
        "latest": _latest(engagement.days),
        "scale": {"least": _least(engagement.models), "most": None, "meaning": SCALE},
        "scoring_models": [_reference(each.model) for each in engagement.models],
        "sources": [
            {
                "name": each.name,
                "title": each.title,
                "unit": each.unit,
                "state": "collected" if each.collected else "not_collected",
                "pilot": each.name in profile.pilots,
                "data_as_of": engagement.data_as_of.get(each.name),
                "complete_until": _known(engagement.complete.get(each.name)),
            }
            for each in profile.scored.values()
            if each.by_module or not engagement.by_module_only
        ],
        "complete_until": _known(min(engagement.complete.values(), default=None)),
        "outages": [
            {
                "source": each.source,
                "starts_on": each.starts_on,
                "ends_before": each.ends_before,
                "note": each.note,
            }
            for each in engagement.outages
        ],
        "disputes": [disputed_amount_out(each) for each in engagement.disputes],
        "computed_for_this_answer": sum(
            each.state is DayState.SHOWN and not each.stored for each in engagement.days
        ),
        "caveats": _caveats(profile, engagement.module_run_id),
        "remarks": [remark_out(each) for each in engagement.remarks],
        "known_inaccuracies": inaccuracies_seen_out(engagement.known_inaccuracies),
    }
    return EngagementOut.model_validate(values)


def _least(models: Sequence[PublishedModel]) -> float | None:
    return None if any(each.model.takes_away for each in models) else 0.0


def _latest(days: Sequence[ScoredDay]) -> dict[str, object] | None:
    """Of days that follow one another: how the last one that has a score differs from a week before it."""
    at = next((at for at in reversed(range(len(days))) if days[at].score is not None), None)
    if at is None:
        return None
    score, before = days[at].score, days[at - WINDOW_DAYS].score if at >= WINDOW_DAYS else None
    assert score is not None
    change = None if before is None else presented(score - before)
    return {"day": days[at].day, "score": presented(score), "change_in_week": change}


def disputed_amount_out(dispute: Dispute) -> DisputedAmountOut:
    about = dispute.about
    return DisputedAmountOut.model_validate(
        {"correction_id": dispute.correction_id, "source": about.source, "day": about.day}
    )


def _disputed_days(disputes: Sequence[Dispute]) -> set[date]:
    """The days whose scores look at one that the student disputes."""
    return {
        each.about.day + timedelta(days=after)
        for each in disputes
        if each.about.day is not None
        for after in range(WINDOW_DAYS)
    }


def explanation_out(profile: Profile, explanation: Explanation) -> ExplanationOut:
    return ExplanationOut(
        student_id=explanation.student_id,
        module_run_id=explanation.module_run_id,
        day=explanation.score.day,
        score=presented(explanation.score.exact),
        exact_score=explanation.score.exact,
        disputed=explanation.score.day in _disputed_days(explanation.disputes),
        window_days=explanation.score.window_days,
        college_id=explanation.college,
        scoring_model=_reference(explanation.model.model),
        scoring_model_note=explanation.model.note,
        contributions=[
            _contribution_out(explanation.model.model.sources[each.source], explanation, at)
            for at, each in enumerate(explanation.score.contributions)
        ],
        not_collected=[each.name for each in profile.scored.values() if not each.collected],
        caveats=_caveats(profile, explanation.module_run_id),
        remarks=[remark_out(each) for each in explanation.remarks],
        known_inaccuracies=inaccuracies_seen_out(explanation.known_inaccuracies),
    )


def _contribution_out(source: Source, explanation: Explanation, at: int) -> ContributionOut:
    contribution = explanation.score.contributions[at]
    amounts = explanation.amounts[source.name]
    disputed = {each.about.day for each in explanation.disputes if each.about.source == source.name}
    return ContributionOut(
        source=source.name,
        title=source.title,
        unit=source.unit,
        per_unit=source.per_unit,
        per_active_day=source.per_active_day,
        days=[
            DailyValueOut(day=day, amount=amount, value=value, disputed=day in disputed)
            for (day, value), amount in zip(contribution.values, amounts, strict=True)
        ],
        mean=contribution.mean,
        coefficient=contribution.coefficient,
        contribution=contribution.amount,
        data_as_of=explanation.data_as_of.get(source.name),
    )


def _reference(model: ScoringModel) -> ModelReferenceOut:
    return ModelReferenceOut(
        scoring_model_id=model.scoring_model_id,
        academic_year=model.academic_year,
        version=model.version,
    )


def _known(day: date | None) -> date | None:
    return None if day is NEVER else day


def _caveats(profile: Profile, module_run_id: ModuleRunId | None) -> list[str]:
    return [*profile.caveats, *([MODULE_NOTE] if module_run_id else [])]
