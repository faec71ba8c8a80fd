"""Exam periods: an administrator says when every mark is hidden, audited."""

from datetime import date
from typing import Any

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Fault, InvalidInput
from app.ids import ExamPeriodId
from app.store.record import exam_periods
from app.store.record.exam_periods import ExamPeriod


async def record_exam_period(
    context: StaffContext, title: str, starts_on: date, ends_before: date
) -> ExamPeriod:
    if ends_before <= starts_on:
        rule = "must be later than starts_on"
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_before", rule)])
    period = await exam_periods.add(context.transaction, title, starts_on, ends_before)
    subject = f"exam_period/{period.exam_period_id}"
    await audit_change(context, "exam period made", subject, after=_audited(period))
    return period


async def remove_exam_period(context: StaffContext, exam_period_id: ExamPeriodId) -> None:
    """Raises NotFound."""
    period = await exam_periods.get(context.transaction, exam_period_id)
    await exam_periods.remove(context.transaction, exam_period_id)
    subject = f"exam_period/{exam_period_id}"
    await audit_change(context, "exam period removed", subject, before=_audited(period))


def _audited(period: ExamPeriod) -> dict[str, Any]:
    return {
        "title": period.title,
        "starts_on": str(period.starts_on),
        "ends_before": str(period.ends_before),
    }
