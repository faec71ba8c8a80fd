"""Visa engagement: gaps of sponsored students, for the visa team alone, and what people decide on them."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.context import RequestContext
from app.actions.people.student import read_student
from app.actions.support.decide_on_gap import decide_on_gap
from app.actions.support.visa_engagement import VISA, VisaEngagement
from app.actions.support.visa_engagement import list_visa_engagement as list_page
from app.errors import (
    BadRequest,
    Forbidden,
    NotCollected,
    NotFound,
    NotSponsored,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http import cursors
from app.http.csv_file import csv_content, csv_response
from app.http.day_ranges import only_past_year, past_year
from app.http.deps import StaffInCharge, StudentsViewer, offered
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, audited, shown, used_for
from app.ids import StudentId
from app.schemas.support.visa_engagement import (
    ListedGapsOut,
    VisaDecisionIn,
    VisaDecisionOut,
    VisaDecisionsOut,
    VisaEngagementOut,
    VisaFileOut,
    listed_gaps_out,
    visa_decision_out,
    visa_decisions_out,
    visa_engagement_out,
    visa_file_out,
)
from app.schemas.support.visa_file import VisaFileRow, visa_file_rows
from app.store.support import visa_decisions

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["visa engagement"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, SectionRestricted, NotCollected),
    dependencies=[used_for(SectionName.VISA)],
)

MonitorsVisas = Annotated[
    RequestContext, offered("visa_monitoring", "this institution does not monitor visas with this service")
]
PastYear = Annotated[VisaEngagement, shown(VISA, days=past_year)]
_TABLE = "record,number,first_day,last_day,counted_days\r\ngap,100001,2018-10-20,2018-11-19,24\r\n"
_OF_A_STUDENT = describe(Forbidden, SectionRestricted, OutOfScope, NotSponsored, NotFound, NotCollected)


@router.get(
    "/students/{student_id}/visa-engagement",
    summary="Gaps in a sponsored student's engagement",
    responses=_OF_A_STUDENT,
)
async def read_visa_engagement(context: MonitorsVisas, engagement: PastYear) -> VisaEngagementOut:
    """Each gap with its dates, what ended it, how many of its days count, and by when a report is due.

    Vacations and authorised absences do not count. Nothing is reported or decided by the service.
    """
    return visa_engagement_out(context.profile, engagement)


@router.get(
    "/students/{student_id}/visa-engagement/export",
    summary="The same for the compliance file",
    responses=_OF_A_STUDENT,
)
async def read_visa_file(
    response: Response,
    context: MonitorsVisas,
    student_id: Annotated[StudentId, audited(Audited.STUDENT, SectionName.VISA)],
    engagement: PastYear,
) -> VisaFileOut:
    """With the student's name and number, every piece of evidence, and every decision; as a file."""
    response.headers["Content-Disposition"] = f'attachment; filename="visa-engagement-{student_id}.json"'
    return await _file(context, student_id, engagement)


@router.get(
    "/students/{student_id}/visa-engagement/export.csv",
    summary="The same as a table",
    response_class=Response,
    responses=_OF_A_STUDENT | {200: {"content": csv_content(_TABLE)}},
)
async def read_visa_file_as_csv(
    context: MonitorsVisas,
    student_id: Annotated[StudentId, audited(Audited.STUDENT, SectionName.VISA)],
    engagement: PastYear,
) -> Response:
    """A row for each piece of evidence, gap, warning, outage, dispute and decision; `record` says which.

    Days of a gap that do not count have rows of their own. A text that a spreadsheet would take for a
    formula stands behind an apostrophe.
    """
    file = await _file(context, student_id, engagement)
    name = f"visa-engagement-{student_id}.csv"
    return csv_response(name, VisaFileRow._fields, visa_file_rows(file))


async def _file(context: RequestContext, student_id: StudentId, engagement: VisaEngagement) -> VisaFileOut:
    record, _, _ = await read_student(context, student_id)
    return visa_file_out(
        context.profile,
        engagement,
        institution=context.institution.institution.name,
        number=record.number,
        name=record.name,
        now=context.now,
    )


@router.get(
    "/students/{student_id}/visa-decisions",
    summary="What was decided on a student's gaps",
    responses=_OF_A_STUDENT,
)
async def list_visa_decisions(
    context: MonitorsVisas, student_id: Annotated[StudentId, audited(Audited.VISA, SectionName.VISA)]
) -> VisaDecisionsOut:
    """Who decided what, when and why, with the gap as it stood then."""
    return visa_decisions_out(await visa_decisions.list_for(context.transaction, student_id))


@router.post(
    "/students/{student_id}/visa-decisions",
    summary="Decide on a gap",
    status_code=201,
    responses=_OF_A_STUDENT,
)
async def decide_on_visa_gap(
    request: Request,
    response: Response,
    _monitors: MonitorsVisas,
    context: StaffInCharge,
    engagement: Annotated[VisaEngagement, shown(VISA, days=only_past_year)],
    decision: VisaDecisionIn,
) -> VisaDecisionOut:
    """Put on record whether the gap is reported, and why. The record stands; another decision is a new entry.

    The service itself reports nothing to anybody.
    """
    made = await decide_on_gap(
        context, engagement, decision.gap_first_day, decision.decision, decision.reason
    )
    set_location(request, response, "list_visa_decisions", student_id=engagement.student_id)
    return visa_decision_out(made)


@router.get("/visa-engagement", summary="Sponsored students with a gap that goes on")
async def list_visa_engagement(
    request: Request,
    response: Response,
    context: MonitorsVisas,
    _viewer: StudentsViewer,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> ListedGapsOut:
    """Of the next `limit` sponsored students by number, those with a gap: a page may hold few, or none.

    Follow `next_cursor` until it is null. Each student who is listed can read that somebody looked.
    """
    first = context.today - timedelta(days=365)
    page = await list_page(context, first, purpose, after=cursors.decode(cursor) or "", limit=limit)
    more = None if page.next_after is None else cursors.encode(page.next_after)
    if more is not None:
        cursors.next_link(request, response, more)
    return listed_gaps_out(context.profile, page, more)
