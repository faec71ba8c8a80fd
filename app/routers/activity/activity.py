"""Activity: what a student did, by day, source and kind."""

from typing import Annotated

from app.actions.activity.read_activity import ACTIVITY, MODULE_ACTIVITY, StudentActivity
from app.errors import (
    ConsentRequired,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http.day_ranges import day_range
from app.http.deps import AnyUser
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import shown
from app.schemas.activity.activity import ActivityOut, activity_out

router = contract_router(
    "/v1/students/{student_id}/activity",
    tags=["engagement"],
    responses=describe(
        Unauthenticated, Forbidden, SectionRestricted, ConsentRequired, OutOfScope, NotFound, NotCollected
    ),
)


@router.get("", summary="What a student did, day by day")
async def read_activity_of_student(
    context: AnyUser,
    activity: Annotated[StudentActivity, shown(ACTIVITY, MODULE_ACTIVITY, days=day_range)],
) -> ActivityOut:
    """What sources delivered, by kind of event; pilots are marked as such. No score is in it."""
    return activity_out(context.profile, activity)
