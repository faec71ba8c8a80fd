"""Weekly workbooks: a School's report to fill in, and what came back."""

from typing import Annotated

from fastapi import Depends, Request, Response

from app.access.vocabulary import SectionName
from app.actions.context import RequestContext
from app.actions.insight.report_workbook import read_workbook, write_workbook
from app.actions.insight.weekly_status import NOT_MADE
from app.errors import (
    Forbidden,
    NotCollected,
    NotFound,
    NotOffered,
    NotWorkbook,
    SectionRestricted,
    Unauthenticated,
    WorkbookRefused,
)
from app.http.deps import DryRun, offered, service_of
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.rates import Rate
from app.http.report_weeks import ReportWeek
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, used_for
from app.routers.insight.weekly_reports import OrgUnitPath
from app.schemas.insight.report_workbooks import WorkbookReadBackOut, workbook_read_back_out
from app.workbooks.archive import MOST_BYTES
from app.workbooks.layout import MEDIA_TYPE
from app.workbooks.stamp import STAMPING, Stamp

router = contract_router(
    "/v1/weekly-reports/{org_unit}/workbook",
    route_class=RepeatableWrites,
    tags=["weekly reports"],
    responses=describe(Unauthenticated, Forbidden, NotCollected, NotFound, NotOffered, SectionRestricted),
    dependencies=[used_for(SectionName.ENGAGEMENT, SectionName.ATTENDANCE, SectionName.SUPPORT)],
)

_FILE = {
    "schema": {
        "type": "string",
        "format": "binary",
        "contentMediaType": MEDIA_TYPE,
        "maxLength": MOST_BYTES,
    },
    "example": "The bytes of an .xlsx file.",
}
_BODY = {"requestBody": {"required": True, "content": {MEDIA_TYPE: _FILE}}}
MakesWorkbooks = Annotated[RequestContext, offered("rag", NOT_MADE), Rate.FIGURES]


async def _stamp(request: Request) -> Stamp:
    key = service_of(request).signing
    if key is None:
        raise NotOffered("this service stamps no workbooks: whoever runs it sets ATTUNE_SIGNING_KEY first")
    return Stamp(key.secret_for(STAMPING))


ReportStamp = Annotated[Stamp, Depends(_stamp)]


@router.get(
    "",
    summary="A School's weekly report, as a workbook to fill in",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: _FILE}}},
)
async def read_report_workbook(
    context: MakesWorkbooks,
    stamp: ReportStamp,
    org_unit: OrgUnitPath,
    week: ReportWeek,
    purpose: StatedPurpose = None,
) -> Response:
    """For Excel or LibreOffice: a row for each student, and five columns for the School's contacts with them.

    Everything else is locked. Each student can read that somebody looked.
    """
    workbook = await write_workbook(context, org_unit, week, stamp, purpose)
    disposition = f'attachment; filename="weekly-report-{week}.xlsx"'
    return Response(workbook, media_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})


@router.post(
    "",
    summary="Read a workbook back",
    responses=describe(WorkbookRefused, NotWorkbook),
    openapi_extra=_BODY,
)
async def record_report_workbook(
    request: Request,
    context: MakesWorkbooks,
    stamp: ReportStamp,
    org_unit: OrgUnitPath,
    *,
    dry_run: DryRun = False,
    purpose: StatedPurpose = None,
) -> WorkbookReadBackOut:
    """Documents the contacts that the School filled in, and says of each row what became of it.

    Rows are known by hidden keys, and columns by hidden ids: sorting, moving, renaming and adding do no harm.
    A row that is missing deletes nothing. The same workbook twice changes nothing. It starts no case.
    """
    body = await request.body()
    done = await read_workbook(context, org_unit, body, stamp, purpose, dry_run=dry_run)
    return workbook_read_back_out(done)
