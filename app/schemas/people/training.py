"""Training records."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.ids import TrainingId
from app.schemas.base import Day, In, Name, Out
from app.schemas.people.staff import NamedStaffOut, named_staff_out
from app.store.people.training import TrainingRecord

TrainingDay = Annotated[Day, Field(ge=date(1990, 1, 1), le=date(2200, 1, 1))]


class TrainingIn(In):
    staff_number: Name
    """Who was trained."""
    course: Name
    """Which training it was."""
    completed_on: TrainingDay
    """The day of completion: today or earlier. It counts from then on."""
    ends_before: TrainingDay | None = None
    """The first day on which it counts no more; null or left out: the institution's usual time after."""


class TrainingOut(Out):
    training_id: TrainingId
    """The record's id."""
    staff: NamedStaffOut
    """Who was trained."""
    course: str
    """Which training it was."""
    completed_on: date
    """The day of completion."""
    ends_before: date
    """The first day on which it counts no more."""


class TrainingRecordsOut(Out):
    items: list[TrainingOut]
    """The latest completed first."""


def training_out(record: TrainingRecord) -> TrainingOut:
    return TrainingOut(
        training_id=record.training_id,
        staff=named_staff_out(record.staff),
        course=record.course,
        completed_on=record.completed_on,
        ends_before=record.ends_before,
    )
