"""Events: what other systems deliver."""

from pydantic import Field

from app.actions.activity.record_events import EventName
from app.ids import EventId
from app.schemas.base import AnyMoment, In, Moment, Name, Number, Out, shown_as
from app.schemas.exchange.deliveries import MOST_ITEMS
from app.schemas.made_up import AS_OF, CAREERS_FAIR, CAREERS_FAIR_TITLE, EVENT, IDENTIFIED
from app.store.activity.waiting_events import NamedEvent

_EVENT = {**CAREERS_FAIR, **IDENTIFIED, "source": "careers", "object": CAREERS_FAIR_TITLE}


class EventIn(In):
    event_id: EventId = Field(description="The sender's own id: the same event twice counts once.")
    system: Name = Field(description="The system that knows the student by `identifier`, such as campus.")
    identifier: Name
    """The student's identifier in that system."""
    occurred_at: AnyMoment = Field(
        description="With its offset from UTC. An event from before 1991 or from more than a day ahead is"
        " rejected."
    )
    source: Name = Field(description="One of the institution's sources.")
    kind: Name
    """What happened, as the source names it."""
    module_run: Name | None = Field(default=None, description="A module run's code.")
    object: Name | None = Field(default=None, description="What it was about.")
    quantity: Number = Field(
        default=1, description="How many interactions it stands for. Unless it is above 0, it is rejected."
    )


class EventsIn(In):
    model_config = shown_as({"events": [_EVENT], "data_as_of": {"careers": AS_OF}})

    events: list[EventIn] = Field(min_length=1, max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other."""
    data_as_of: dict[Name, Moment] = Field(
        default={},
        max_length=100,
        description="By source: up to when the data are complete, as the sender states.",
    )


class RemovedEventIn(In):
    event_id: EventId
    """The sender's own id of the event."""
    system: Name
    """The system that knows the student by `identifier`, such as campus."""
    identifier: Name
    """The student's identifier in that system."""


class EventRemovalsIn(In):
    model_config = shown_as({"events": [{"event_id": EVENT, **IDENTIFIED}]})

    events: list[RemovedEventIn] = Field(min_length=1, max_length=MOST_ITEMS)
    """Those to take back."""


class EventRemovalsOut(Out):
    model_config = shown_as({"removed": 1})

    removed: int
    """How many of them were there, and are no more."""


def named_event(event: EventIn) -> NamedEvent:
    return NamedEvent(**event.model_dump())


def event_name(event: RemovedEventIn) -> EventName:
    return EventName(event.event_id, event.system, event.identifier)
