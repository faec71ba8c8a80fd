"""Exam periods."""

from datetime import date

from pydantic import Field

from app.ids import ExamPeriodId
from app.schemas.base import Day, In, Name, Out, shown_as
from app.schemas.made_up import EXAM_PERIOD
from app.store.record.exam_periods import ExamPeriod

EXAM_PERIOD_SAID = {
    "title": "January examinations",
    "starts_on": "2019-01-07",
    "ends_before": "2019-01-19",
}
_EXAM_PERIOD = {"exam_period_id": EXAM_PERIOD, **EXAM_PERIOD_SAID}


class ExamPeriodIn(In):
    model_config = shown_as(EXAM_PERIOD_SAID)

    title: Name
    """What the period is called."""
    starts_on: Day
    """The first day on which marks are hidden."""
    ends_before: Day = Field(description="The first day on which marks are shown again.")


class ExamPeriodOut(Out):
    model_config = shown_as(_EXAM_PERIOD)

    exam_period_id: ExamPeriodId
    """The exam period's id."""
    title: str
    """What the period is called."""
    starts_on: date
    """The first day on which marks are hidden."""
    ends_before: date
    """The first day on which marks are shown again."""


class ExamPeriodsOut(Out):
    model_config = shown_as({"items": [_EXAM_PERIOD]})

    items: list[ExamPeriodOut]
    """The latest first."""


def exam_period_out(period: ExamPeriod) -> ExamPeriodOut:
    return ExamPeriodOut(
        exam_period_id=period.exam_period_id,
        title=period.title,
        starts_on=period.starts_on,
        ends_before=period.ends_before,
    )
