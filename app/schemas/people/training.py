"""Training records."""

from datetime import date

from app.ids import TrainingId
from app.schemas.base import DayInUse, In, Name, Out, shown_as
from app.schemas.made_up import HEAD_NUMBER, TRAINING
from app.schemas.people.staff import NAMED_HEAD, NamedStaffOut, named_staff_out
from app.store.people.training import TrainingRecord

_COMPLETED = {"course": "Looking after students' data", "completed_on": "2018-11-12"}
_TRAINING = {"training_id": TRAINING, "staff": NAMED_HEAD, **_COMPLETED, "ends_before": "2019-11-12"}


class TrainingIn(In):
    model_config = shown_as({"staff_number": HEAD_NUMBER, **_COMPLETED, "ends_before": None})

    staff_number: Name
    """Who was trained."""
    course: Name
    """Which training it was."""
    completed_on: DayInUse
    """The day of completion: today or earlier. It counts from then on."""
    ends_before: DayInUse | None = None
    """The first day on which it counts no more; null or left out: the institution's usual time after."""


class TrainingOut(Out):
    model_config = shown_as(_TRAINING)

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
    model_config = shown_as({"items": [_TRAINING]})

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
