"""Employability: careers events booked and attended, and the stage the student says they are at."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.ids import EventId, StudentId
from app.db.session import Session
from app.store.tables import CareerStage, Event

CAREERS = "careers"


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


async def list_events(
    session: Session, student_id: StudentId, first: date, last: date, years: range
) -> list[CareersEvent]:
    """The student's careers events from `first` to `last` (in those academic years), ascending."""
    found = await session.execute(
        select(Event.event_id, Event.occurred_at, Event.day, Event.kind, Event.object, Event.quantity)
        .where(
            Event.student_id == student_id,
            Event.academic_year.between(years.start, years.stop - 1),
            Event.day.between(first, last),
            Event.source == CAREERS,
        )
        .order_by(Event.occurred_at, Event.event_id)
    )
    return [CareersEvent(*row) for row in found]


async def list_stages(session: Session, student_id: StudentId) -> list[Stage]:
    """What the student said, latest first."""
    found = await session.execute(
        select(CareerStage.recorded_on, CareerStage.stage)
        .where(CareerStage.student_id == student_id)
        .order_by(CareerStage.recorded_on.desc())
    )
    return [Stage(*row) for row in found]
