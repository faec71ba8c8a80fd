"""The outreach report, for analysts."""

from typing import Annotated

from fastapi import Query

from app.actions.insight.outreach_report import outreach_report
from app.errors import Forbidden, NotCollected, Unauthenticated
from app.http.deps import Analyst
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.base import END_YEAR, FIRST_YEAR
from app.schemas.insight.outreach_report import OutreachReportOut, outreach_report_out

router = contract_router(
    "/v1/outreach-report", tags=["outreach"], responses=describe(Unauthenticated, Forbidden, NotCollected)
)


@router.get("", summary="How soon students are reached")
async def read_outreach_report(
    context: Analyst, academic_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=END_YEAR - 1)] = None
) -> OutreachReportOut:
    """Working days to the first attempt and until the student is reached, and where, of a year's cases.

    Figures about groups, with the profile's disclosure control: nobody can be told from them.
    """
    year = context.profile.academic_year(context.today) if academic_year is None else academic_year
    return outreach_report_out(await outreach_report(context, year), context.profile.disclosure.method)
