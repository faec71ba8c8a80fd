"""Weekly reports: for a School's own people, over time, and for a student; and the rules of their colours."""

import asyncio
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.context import RequestContext, StaffContext
from app.actions.insight.report_file import report_table
from app.actions.insight.report_inaccuracies import known_in_report
from app.actions.insight.report_trend import read_trend
from app.actions.insight.student_weeks import student_weeks
from app.actions.insight.weekly_report import as_reader, read_report, record_report
from app.actions.insight.weekly_status import NOT_MADE, rag_rules
from app.errors import (
    Forbidden,
    GroupsUsedUp,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http import cursors
from app.http.csv_file import csv_content, csv_response
from app.http.deps import ACTS_AS_INSTITUTION, context_of, offered
from app.http.problems import describe
from app.http.rates import Rate
from app.http.report_weeks import ReportWeek, Weeks
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, audited, used_for
from app.ids import StudentId
from app.schemas.base import Name
from app.schemas.insight.weekly_reports import (
    ReportRulesOut,
    TrendOut,
    WeeklyReportOut,
    WeeklyStatusOut,
    report_rules_out,
    trend_out,
    weekly_report_out,
    weekly_status_out,
)

router = contract_router(
    "/v1",
    tags=["weekly reports"],
    responses=describe(Unauthenticated, Forbidden, NotCollected),
    dependencies=[used_for(SectionName.ENGAGEMENT, SectionName.ATTENDANCE)],
)

CSV = csv_content("number,name,department,course\r\n690012345,Amara Okafor,Biology,BSc Biology\r\n")
OrgUnitPath = Annotated[Name, Path(description="The School's code.", examples=["CLES"])]
MakesReports = Annotated[RequestContext, offered("rag", NOT_MADE)]
CountsReports = Annotated[MakesReports, Rate.FIGURES, ACTS_AS_INSTITUTION]


async def _reader(request: Request) -> StaffContext:
    return as_reader(context_of(request))


ReportReader = Annotated[StaffContext, Depends(_reader)]
"""A member of staff in a role that reads reports where a grant holds; 404 for anybody else."""


@router.get("/report-rules", summary="By what weekly reports colour a week")
async def read_report_rules(context: MakesReports) -> ReportRulesOut:
    """Windows, cut points, sources, and what each pair of statuses makes together: for everybody to check."""
    return report_rules_out(rag_rules(context))


@router.get(
    "/weekly-reports/{org_unit}.csv",
    summary="A School's weekly report, as CSV",
    response_class=Response,
    responses=describe(NotFound) | {200: {"content": CSV}},
)
async def read_weekly_report_csv(
    context: MakesReports,
    reader: ReportReader,
    org_unit: OrgUnitPath,
    week: ReportWeek,
    purpose: StatedPurpose = None,
) -> Response:
    """Every row of the School at once, by student number. Each student can read that somebody looked.

    A cell that a spreadsheet could take for a formula has an apostrophe before it. `known_inaccuracies` says
    what is known to be wrong with the figures. Read columns by their names: some may come at the end.
    """
    report = await read_report(reader, org_unit, week)
    await record_report(context, report.rows, purpose)
    known = known_in_report(context, week)
    columns, rows = report_table(report, rag_rules(context), context.profile, known)
    return await asyncio.to_thread(csv_response, f"weekly-report-{week}.csv", columns, rows)


@router.get("/weekly-reports/{org_unit}", summary="A School's weekly report", responses=describe(NotFound))
async def read_weekly_report(
    request: Request,
    response: Response,
    context: MakesReports,
    reader: ReportReader,
    org_unit: OrgUnitPath,
    week: ReportWeek,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> WeeklyReportOut:
    """One row for each student of the School: attendance, online engagement, and both together.

    For whoever has a grant over the School. Red is where to look first: it is a reason to talk, and no
    judgement. Without data a status is grey, and never red.
    """
    after = cursors.decode(cursor) or ""
    report = await read_report(reader, org_unit, week, after=after, limit=limit + 1)
    rows, more = cursors.page(request, response, report.rows, limit, lambda each: cursors.encode(each.number))
    await record_report(context, rows, purpose)
    return weekly_report_out(report, rag_rules(context), rows, known_in_report(context, report.week), more)


@router.get(
    "/weekly-reports/{org_unit}/trend",
    summary="A School's weeks over time",
    responses=describe(NotFound, GroupsUsedUp),
)
async def read_weekly_trend(context: CountsReports, org_unit: OrgUnitPath, weeks: Weeks) -> TrendOut:
    """How many students had which colour, week by week; nobody is named.

    Whoever has a grant over the School reads exact counts of the students whom they see. Analysts read
    those of a college with the profile's disclosure control.
    """
    trend = await read_trend(context, org_unit, weeks.mondays)
    return trend_out(trend, context.profile, known_in_report(context, weeks.mondays[0], weeks.mondays[-1]))


@router.get(
    "/students/{student_id}/weekly-status",
    summary="A student's weeks over time",
    responses=describe(NotFound, SectionRestricted, OutOfScope),
)
async def read_weekly_status(
    context: MakesReports,
    student_id: Annotated[StudentId, audited(Audited.ENGAGEMENT, SectionName.ENGAGEMENT, or_own=True)],
    _attended: Annotated[StudentId, audited(Audited.ATTENDANCE, SectionName.ATTENDANCE, or_own=True)],
    weeks: Weeks,
) -> WeeklyStatusOut:
    """How the weekly report has the student, week by week: for the student and staff in charge."""
    found, as_of = await student_weeks(context, student_id, weeks.mondays)
    known = known_in_report(context, weeks.mondays[0], weeks.mondays[-1])
    return weekly_status_out(student_id, found, as_of, known)
