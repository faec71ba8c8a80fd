"""Engagement: daily scores, and the explanation of one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.actions.read_engagement import explain_score, read_engagement
from app.actions.record_access import Seen
from app.errors import (
    ConsentRequired,
    Forbidden,
    NotFound,
    OutOfScope,
    ScoringModelMissing,
    Unauthenticated,
)
from app.ids import ModuleRunId
from app.routers.deps import Asker, reading
from app.routers.problems import describe
from app.routers.ranges import Days, day_range
from app.schemas.engagement import (
    EngagementOut,
    ExplanationOut,
    engagement_out,
    explanation_out,
)
from app.store.students import StudentRecord

router = APIRouter(
    prefix="/students/{student_id}/engagement",
    tags=["engagement"],
    responses=describe(Unauthenticated, Forbidden, ConsentRequired, OutOfScope, NotFound),
)

Module = Annotated[
    ModuleRunId | None,
    Query(description="Count this module run's activity alone, in sources that know modules."),
]


@router.get("", summary="A student's daily engagement scores")
async def read_engagement_scores(
    asking: Asker,
    student: Annotated[StudentRecord, reading(Seen.ENGAGEMENT)],
    days: Days,
    module_run_id: Module = None,
) -> EngagementOut:
    """The score of every day in the range, as a mean over the seven days up to it, with its caveats."""
    read = await read_engagement(
        asking, student.student_id, days.first, days.last, module_run_id=module_run_id
    )
    return engagement_out(student.student_id, asking.profile, module_run_id, read)


@router.get(
    "/{day}/explanation",
    summary="How a day's score came about",
    responses=describe(ScoringModelMissing),
)
async def explain_engagement_score(
    asking: Asker,
    student: Annotated[StudentRecord, reading(Seen.ENGAGEMENT)],
    day: Annotated[date, Path(description="The institution's calendar day.")],
    module_run_id: Module = None,
) -> ExplanationOut:
    """Everything needed to recompute the score by hand: daily values, means, coefficients, model."""
    chosen = await day_range(asking, day, day)
    read = await explain_score(asking, student.student_id, chosen.last, module_run_id=module_run_id)
    return explanation_out(student.student_id, asking.profile, module_run_id, read)
