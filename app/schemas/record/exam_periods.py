"""Exam periods."""

from datetime import date

from pydantic import Field

from app.ids import ExamPeriodId
from app.schemas.base import Day, In, Name, Out
from app.store.record.exam_periods import ExamPeriod


class ExamPeriodIn(In):
    title: Name
    starts_on: Day
    ends_before: Day = Field(description="The first day on which marks are shown again.")


class ExamPeriodOut(Out):
    exam_period_id: ExamPeriodId
    title: str
    starts_on: date
    ends_before: date


class ExamPeriodsOut(Out):
    items: list[ExamPeriodOut]


def exam_period_out(period: ExamPeriod) -> ExamPeriodOut:
    return ExamPeriodOut(
        exam_period_id=period.exam_period_id,
        title=period.title,
        starts_on=period.starts_on,
        ends_before=period.ends_before,
    )
