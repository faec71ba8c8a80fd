"""Employability."""

from datetime import date, datetime

from pydantic import Field

from app.actions.record.employability import Employability
from app.ids import EventId
from app.schemas.base import Day, In, Name, Out, shown_as
from app.schemas.exchange.deliveries import MOST_ITEMS, Judged
from app.schemas.governance.inaccuracies import InaccuracySeenOut, inaccuracies_seen_out
from app.schemas.made_up import (
    AS_OF,
    CAREERS_FAIR,
    CAREERS_FAIR_TITLE,
    FIRST_DAY_OF_TERM,
    IDENTIFIED,
    TODAY,
    WEEK,
)
from app.schemas.record.remarks import RemarkOut, remark_out
from app.wire.deliveries import CareerStageItem

_STAGE = {"recorded_on": "2018-10-01", "stage": "planning"}
EMPLOYABILITY = {
    "first_day": WEEK[0],
    "last_day": TODAY,
    "stage": _STAGE,
    "earlier_stages": [{"recorded_on": FIRST_DAY_OF_TERM, "stage": "deciding"}],
    "careers_events": [{**CAREERS_FAIR, "about": CAREERS_FAIR_TITLE}],
    "data_as_of": AS_OF,
    "withheld_years": [],
    "remarks": [],
    "known_inaccuracies": [],
}


class CareersEventOut(Out):
    event_id: EventId
    """The event's id."""
    occurred_at: datetime
    """When it was."""
    kind: str
    """`booked` or `attended`; only attending counts in the engagement score."""
    about: str | None
    """What it was about; null if the source does not say."""


class CareerStageOut(Out):
    recorded_on: date
    """The day on which the student said so."""
    stage: str
    """One of the institution's stages."""


class EmployabilityOut(Out):
    model_config = shown_as(EMPLOYABILITY)

    first_day: date
    """The first day whose careers events are shown."""
    last_day: date
    """The last day whose careers events are shown."""
    stage: CareerStageOut | None
    """What the student said last; null if nothing."""
    earlier_stages: list[CareerStageOut]
    """What the student said before, the latest first."""
    careers_events: list[CareersEventOut]
    """The earliest first."""
    data_as_of: datetime | None
    """Up to when the careers events are complete, as their source states; null if nothing has come yet."""
    withheld_years: list[int]
    """Academic years that are left out, because the student has not consented to showing them."""
    remarks: list[RemarkOut]
    """What the student says that this misses, of whatever day."""
    known_inaccuracies: list[InaccuracySeenOut]
    """What is known to be wrong with the data, until it is put right."""


class CareerStageIn(In):
    system: Name = Field(description="The system that knows the student by `identifier`, such as campus.")
    identifier: Name
    """The student's identifier in that system."""
    recorded_on: Day
    """The day on which the student said so."""
    stage: Name = Field(description="One of the institution's stages.")


class CareerStagesIn(In):
    model_config = shown_as({"stages": [{**IDENTIFIED, **_STAGE}]})

    stages: list[Judged[CareerStageIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""


def career_stage_item(stage: CareerStageIn) -> CareerStageItem:
    return CareerStageItem(**stage.model_dump())


def employability_out(employability: Employability) -> EmployabilityOut:
    stages = [CareerStageOut(recorded_on=each.recorded_on, stage=each.stage) for each in employability.stages]
    return EmployabilityOut(
        first_day=employability.first_day,
        last_day=employability.last_day,
        stage=stages[0] if stages else None,
        earlier_stages=stages[1:],
        careers_events=[
            CareersEventOut(
                event_id=each.event_id, occurred_at=each.occurred_at, kind=each.kind, about=each.object
            )
            for each in employability.events
        ],
        data_as_of=employability.data_as_of,
        withheld_years=list(employability.withheld_years),
        remarks=[remark_out(each) for each in employability.remarks],
        known_inaccuracies=inaccuracies_seen_out(employability.known_inaccuracies),
    )
