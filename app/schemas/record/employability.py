"""Employability."""

from datetime import date, datetime

from pydantic import Field

from app.actions.record.employability import Employability
from app.ids import EventId
from app.schemas.base import Day, In, Name, Out
from app.schemas.exchange.deliveries import MOST_ITEMS
from app.wire.deliveries import CareerStageItem


class CareersEventOut(Out):
    event_id: EventId
    occurred_at: datetime
    kind: str
    """`booked` or `attended`; only attending counts in the engagement score."""
    about: str | None


class CareerStageOut(Out):
    recorded_on: date
    stage: str


class EmployabilityOut(Out):
    first_day: date
    last_day: date
    stage: CareerStageOut | None
    """What the student said last; null if nothing."""
    earlier_stages: list[CareerStageOut]
    careers_events: list[CareersEventOut]
    data_as_of: datetime | None


class CareerStageIn(In):
    system: Name = Field(description="Whose name for the student `identifier` is.")
    identifier: Name
    recorded_on: Day
    stage: Name = Field(description="One of the institution's stages.")


class CareerStagesIn(In):
    stages: list[CareerStageIn] = Field(min_length=1, max_length=MOST_ITEMS)


def career_stage_item(given: CareerStageIn) -> CareerStageItem:
    return CareerStageItem(**given.model_dump())


def employability_out(read: Employability) -> EmployabilityOut:
    stages = [CareerStageOut(recorded_on=each.recorded_on, stage=each.stage) for each in read.stages]
    return EmployabilityOut(
        first_day=read.first_day,
        last_day=read.last_day,
        stage=stages[0] if stages else None,
        earlier_stages=stages[1:],
        careers_events=[
            CareersEventOut(
                event_id=each.event_id, occurred_at=each.occurred_at, kind=each.kind, about=each.object
            )
            for each in read.events
        ],
        data_as_of=read.data_as_of,
    )
