"""Cohorts: figures for course improvement that identify nobody."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from app.actions.insight.read_cohort import read_cohort
from app.errors import Forbidden, GroupsUsedUp, NotFound, Unauthenticated
from app.http.day_ranges import Days
from app.http.deps import Analyst
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.insight.cohorts import CohortOut, cohort_out
from app.store.insight.cohorts import CohortKind

router = contract_router(
    "/v1/cohorts", tags=["cohorts"], responses=describe(Unauthenticated, Forbidden, NotFound, GroupsUsedUp)
)


@router.get("/{kind}/{cohort_id}", summary="Weekly figures of a cohort")
async def read_cohort_figures(
    context: Analyst,
    kind: CohortKind,
    cohort_id: Annotated[UUID, Path(description="The module run's, programme's or college's id.")],
    days: Days,
) -> CohortOut:
    """Whole weeks in the range: mean score, share of active students, attendance.

    Disclosure control is the profile's: rounding, suppression, and noise against differencing. The same
    question always has the same answer.
    """
    cohort, weeks = await read_cohort(context, kind, cohort_id, days.first, days.last)
    return cohort_out(cohort, context.profile.disclosure.method, weeks)
