"""Engagement: daily scores, and the explanation of one."""

from datetime import date
from typing import Annotated

from fastapi import Path, Request

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
from app.http.deps import AnyUser
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import shown
from app.schemas.engagement.scores import EngagementOut, ExplanationOut, engagement_out, explanation_out

router = contract_router(
    "/v1/students/{student_id}/engagement",
    tags=["engagement"],
    responses=describe(
        Unauthenticated, Forbidden, SectionRestricted, ConsentRequired, OutOfScope, NotFound, NotCollected
    ),
)


async def _day_in_path(
    request: Request, day: Annotated[date, Path(description="The institution's calendar day.")]
) -> DayRange:
    return await day_range(request, day, day)


@router.get("", summary="A student's daily engagement scores")
async def read_engagement_scores(
    context: AnyUser,
    engagement: Annotated[Engagement, shown(ENGAGEMENT, MODULE_ENGAGEMENT, days=day_range)],
) -> EngagementOut:
    """The score of every day in the range, as a mean over the seven days up to it, with its caveats."""
    return engagement_out(context.profile, engagement)


@router.get(
    "/{day}/explanation", summary="How a day's score came about", responses=describe(ScoringModelMissing)
)
async def explain_engagement_score(
    context: AnyUser,
    explanation: Annotated[Explanation, shown(EXPLANATION, MODULE_EXPLANATION, days=_day_in_path)],
) -> ExplanationOut:
    """Everything needed to recompute the score by hand: daily values, means, coefficients, model."""
    return explanation_out(context.profile, explanation)
