"""Employability: careers events booked and attended, and the stage the student says they are at."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.db.query import INSTITUTION, STUDENT, day, number, query
from app.ids import EventId
from app.store.activity.tables import Event
from app.store.record.tables import CareerStage

CAREERS = "careers"
"""The source whose events these are."""


@dataclass(frozen=True, slots=True)
class CareersEvent:
    event_id: EventId
    occurred_at: datetime
    day: date
    kind: str
    object: str | None
    quantity: float


@dataclass(frozen=True, slots=True)
class Stage:
    recorded_on: date
    stage: str


CAREERS_EVENTS = query(
    select(Event.event_id, Event.occurred_at, Event.day, Event.kind, Event.object, Event.quantity)
    .where(
        Event.institution_id == INSTITUTION,
        Event.student_id == STUDENT,
        Event.academic_year.between(number("first_year"), number("last_year")),
        Event.day.between(day("first_day"), day("last_day")),
        Event.source == CAREERS,
    )
    .order_by(Event.occurred_at, Event.event_id),
    CareersEvent,
)
"""One student's careers events of some days, ascending."""
STAGES = query(
    select(CareerStage.recorded_on, CareerStage.stage)
    .where(CareerStage.institution_id == INSTITUTION, CareerStage.student_id == STUDENT)
    .order_by(CareerStage.recorded_on.desc()),
    Stage,
)
"""What one student said, latest first."""
