"""Engagement: daily scores, and the explanation of one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path

from app.actions.engagement.read_engagement import (
    ENGAGEMENT,
    EXPLANATION,
    MODULE_ENGAGEMENT,
    MODULE_EXPLANATION,
    Engagement,
    Explanation,
)
from app.errors import (
    ConsentRequired,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    ScoringModelMissing,
    SectionRestricted,
    Unauthenticated,
)
from app.http.day_ranges import DayRange, day_range
from app.http.deps import AnyUser, StudentPath
from app.http.problems import describe
from app.http.sections import ModuleRun, shown
from app.schemas.engagement.scores import EngagementOut, ExplanationOut, engagement_out, explanation_out

router = APIRouter(
    prefix="/students/{student_id}/engagement",
    tags=["engagement"],
    responses=describe(
        Unauthenticated, Forbidden, SectionRestricted, ConsentRequired, OutOfScope, NotFound, NotCollected
    ),
)


async def _day_in_path(
    context: AnyUser, day: Annotated[date, Path(description="The institution's calendar day.")]
) -> DayRange:
    return await day_range(context, day, day)


@router.get("", summary="A student's daily engagement scores")
async def read_engagement_scores(
    context: AnyUser,
    student_id: StudentPath,
    engagement: Annotated[Engagement, shown(ENGAGEMENT, MODULE_ENGAGEMENT, days=day_range)],
    module_run_id: ModuleRun = None,
) -> EngagementOut:
    """The score of every day in the range, as a mean over the seven days up to it, with its caveats."""
    return engagement_out(student_id, context.profile, module_run_id, engagement)


@router.get(
    "/{day}/explanation", summary="How a day's score came about", responses=describe(ScoringModelMissing)
)
async def explain_engagement_score(
    context: AnyUser,
    student_id: StudentPath,
    explanation: Annotated[Explanation, shown(EXPLANATION, MODULE_EXPLANATION, days=_day_in_path)],
    module_run_id: ModuleRun = None,
) -> ExplanationOut:
    """Everything needed to recompute the score by hand: daily values, means, coefficients, model."""
    return explanation_out(student_id, context.profile, module_run_id, explanation)
