"""Exam periods: when every mark is hidden, for administrators."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.actions.record import exam_periods as actions
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import ExamPeriodId
from app.schemas.record.exam_periods import ExamPeriodIn, ExamPeriodOut, ExamPeriodsOut, exam_period_out
from app.store.record import exam_periods

router = contract_router(
    "/v1/admin/exam-periods",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)


@router.get("", summary="Exam periods")
async def list_exam_periods(context: Administrator) -> ExamPeriodsOut:
    """The periods in which every mark is hidden, latest first."""
    found = await exam_periods.list_all(context.transaction)
    return ExamPeriodsOut(items=[exam_period_out(each) for each in found])


@router.post("", summary="Make an exam period", status_code=201)
async def record_exam_period(
    request: Request, response: Response, context: Administrator, period: ExamPeriodIn
) -> ExamPeriodOut:
    """Hide every mark from everyone, from `starts_on` until `ends_before`."""
    made = await actions.record_exam_period(context, period.title, period.starts_on, period.ends_before)
    set_location(request, response, "read_exam_period", exam_period_id=made.exam_period_id)
    return exam_period_out(made)


@router.get("/{exam_period_id}", summary="One exam period", responses=describe(NotFound))
async def read_exam_period(
    context: Administrator, exam_period_id: Annotated[ExamPeriodId, Path()]
) -> ExamPeriodOut:
    """From when until when it hides marks."""
    return exam_period_out(await exam_periods.get(context.transaction, exam_period_id))


@router.delete(
    "/{exam_period_id}",
    summary="Remove an exam period",
    status_code=204,
    responses=describe(NotFound),
)
async def remove_exam_period(context: Administrator, exam_period_id: Annotated[ExamPeriodId, Path()]) -> None:
    """Its days hide marks no more."""
    await actions.remove_exam_period(context, exam_period_id)
