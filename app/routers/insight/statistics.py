"""Statistics: counts and shares of groups, of data that no role can read of one person."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from app.actions.insight.read_statistics import read_statistics
from app.disclosure.variables import GroupKind, Variable
from app.errors import (
    Forbidden,
    NotCollected,
    NotFound,
    PurposeRefused,
    PurposeRequired,
    Unauthenticated,
)
from app.http.deps import AnalystOnRecord
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.schemas.base import END_YEAR, FIRST_YEAR
from app.schemas.insight.statistics import StatisticsOut, statistics_out
from app.schemas.made_up import ACADEMIC_YEAR, PROGRAMME

router = contract_router(
    "/v1/statistics",
    tags=["statistics"],
    responses=describe(Unauthenticated, Forbidden, NotFound, NotCollected, PurposeRequired, PurposeRefused),
)


@router.get("/{variable}", summary="Statistics of a group")
async def read_statistics_of_group(
    context: AnalystOnRecord,
    variable: Annotated[Variable, Path(description="What is counted.", examples=["parents_education"])],
    group: Annotated[
        GroupKind, Query(description="Of what kind of group.", examples=["programmes"])
    ] = GroupKind.INSTITUTION,
    group_id: Annotated[
        UUID | None,
        Query(description="Of which of them; not needed for the institution.", examples=[PROGRAMME]),
    ] = None,
    academic_year: Annotated[
        int | None,
        Query(
            ge=FIRST_YEAR,
            le=END_YEAR - 1,
            description="Of which academic year; the latest unless said.",
            examples=[ACADEMIC_YEAR],
        ),
    ] = None,
    purpose: StatedPurpose = None,
) -> StatisticsOut:
    """How many people of the group are in each category, about.

    Made once for an academic year, with noise, rounding and suppression in the database itself: the same
    question always has the same answer, and no question tells of one person. That you asked is on record.
    """
    return statistics_out(await read_statistics(context, variable, group, group_id, academic_year, purpose))
