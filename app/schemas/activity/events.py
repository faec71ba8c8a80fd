"""Events: what other systems deliver."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Self

from pydantic import Field, model_validator

from app.actions.activity.deliver_events import RemovalReason
from app.actions.activity.look_up_events import LookedUp
from app.actions.activity.record_events import LATEST_VERSION, EventName
from app.actions.exchange.deliveries import Delivered, ItemResult
from app.ids import EventId
from app.schemas.base import AnyMoment, In, Name, Number, Out, Whole, shown_as
from app.schemas.exchange.deliveries import (
    DELIVERED,
    MOST_ITEMS,
    DeliveryOut,
    Judged,
    OutcomeOut,
    delivery_values,
)
from app.schemas.made_up import AS_OF, CAREERS_FAIR, CAREERS_FAIR_TITLE, EVENT, IDENTIFIED
from app.store.activity.event_lookups import EventStanding
from app.store.activity.waiting_events import Name as EventKey
from app.store.activity.waiting_events import NamedEvent

MOST_SOURCES = 100
_EVENT = {**CAREERS_FAIR, **IDENTIFIED, "source": "careers", "object": CAREERS_FAIR_TITLE}
_STORED: dict[str, Any] = {name: _EVENT[name] for name in ("occurred_at", "source", "kind", "object")}
_LOOKED_UP = {
    "standing": "recorded",
    "version": 1,
    "event": {**_STORED, "module_run": None, "quantity": 1.0, "version": 1},
}
_UNKNOWN = {"standing": "unknown", "version": None, "event": None}


class EventIn(In):
    """Something that a student did, as a source tells it."""

    event_id: EventId = Field(description="The sender's own id: the same event twice counts once.")
    system: Name = Field(description="The system that knows the student by `identifier`, such as campus.")
    identifier: Name
    """The student's identifier in that system."""
    occurred_at: AnyMoment = Field(
        description="With its offset from UTC. An event from before 1991, from more than a day ahead, from"
        " an academic year in which the student is not registered, or from outside of its module run's"
        " academic year is rejected."
    )
    source: Name = Field(description="One of the institution's sources.")
    kind: Name
    """What happened: one of the kinds that the institution's profile lists for the source."""
    module_run: Name | None = Field(
        default=None,
        description="A module run's code. The event waits until the student is enrolled on it.",
    )
    object: Name | None = Field(default=None, description="What it was about.")
    quantity: Number = Field(
        default=1,
        description="How many interactions it stands for. Unless it is above 0, and no larger than the"
        " institution's profile allows for the source, the event is rejected.",
    )
    version: Whole = Field(
        default=1,
        ge=1,
        le=LATEST_VERSION,
        description="A higher version of an event replaces a lower one, and"
        " counts again after the lower one was taken back.",
    )


class EventsIn(In):
    """A delivery of events."""

    model_config = shown_as({"events": [_EVENT], "data_as_of": {"careers": AS_OF}})

    events: list[Judged[EventIn]] = Field(max_length=MOST_ITEMS)
    """Each is judged by itself: a bad one stops no other. None, where only `data_as_of` is to be told."""
    data_as_of: dict[str, Judged[AnyMoment]] = Field(
        default={},
        max_length=MOST_SOURCES,
        description="By source: up to when the data are complete, as the sender states. Never in the future;"
        " an earlier moment than before corrects what was stated.",
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.events and not self.data_as_of:
            raise ValueError("must hold an event, or `data_as_of` of a source")
        return self


class RemovedEventIn(In):
    """An event to take back."""

    event_id: EventId
    """The sender's own id of the event."""
    system: Name
    """The system that knows the student by `identifier`, such as campus."""
    identifier: Name
    """The student's identifier in that system."""
    version: Whole = Field(
        default=1,
        ge=1,
        le=LATEST_VERSION,
        description="This version of the event is taken back, and those before.",
    )


class EventRemovalsIn(In):
    """Events to take back."""

    model_config = shown_as({"events": [{"event_id": EVENT, **IDENTIFIED}]})

    events: list[Judged[RemovedEventIn]] = Field(min_length=1, max_length=MOST_ITEMS)
    """Those to take back. Each is judged by itself: a bad one stops no other."""
    reason: RemovalReason | None = Field(
        default=None, description="Why. It goes on record, with how many there were."
    )


class LookedUpEventIn(In):
    """An event to look up."""

    event_id: EventId
    """The sender's own id of the event."""
    system: Name
    """The system that knows the student by `identifier`, such as campus."""
    identifier: Name
    """The student's identifier in that system."""


class EventLookUpIn(In):
    """Events to look up."""

    model_config = shown_as({"events": [{"event_id": EVENT, **IDENTIFIED}]})

    events: list[LookedUpEventIn] = Field(min_length=1, max_length=MOST_ITEMS)
    """Those to look up."""


class DeliveredEventOut(Out):
    """What is stored of an event, in its sender's own names."""

    occurred_at: datetime
    """When it happened."""
    source: str
    """The source that it is of."""
    kind: str
    """What happened."""
    module_run: str | None
    """The module run's code; null where it is of none."""
    object: str | None
    """What it was about; null where nothing was said."""
    quantity: float
    """How many interactions it stands for."""
    version: int
    """Which version of it this is."""


class LookedUpEventOut(Out):
    standing: EventStanding
    """Where it stands."""
    version: int | None
    """The version that stands, or up to which it was taken back; null where it is unknown."""
    event: DeliveredEventOut | None
    """What is stored of it; null where nothing is, or where it must not be used."""


class EventLookUpOut(Out):
    """Where events stand that the asking system has delivered."""

    model_config = shown_as({"items": [_LOOKED_UP, _UNKNOWN]})

    items: list[LookedUpEventOut]
    """In the order asked for."""


class EventDeliveryOut(DeliveryOut):
    """What became of a delivery of events, item by item."""

    model_config = shown_as({**DELIVERED, "data_as_of": {"careers": {"outcome": "recorded", "detail": None}}})

    data_as_of: dict[str, OutcomeOut]
    """By source: whether what was stated of it is taken (`recorded`), or why it is not (`rejected`)."""


def event_delivery_out(delivered: Delivered, data_as_of: Mapping[str, ItemResult]) -> EventDeliveryOut:
    reached = {
        source: {"outcome": each.outcome, "detail": each.detail} for source, each in data_as_of.items()
    }
    return EventDeliveryOut.model_validate(delivery_values(delivered) | {"data_as_of": reached})


def named_event(event: EventIn) -> NamedEvent:
    return NamedEvent(**event.model_dump())


def looked_up_name(event: LookedUpEventIn) -> EventKey:
    return event.system, event.identifier, event.event_id


def event_look_up_out(found: Sequence[LookedUp]) -> EventLookUpOut:
    return EventLookUpOut.model_validate(
        {
            "items": [
                {
                    "standing": each.standing.standing,
                    "version": each.standing.version,
                    "event": None if each.content is None else asdict(each.content),
                }
                for each in found
            ]
        }
    )


def event_name(event: RemovedEventIn) -> EventName:
    return EventName(event.event_id, event.system, event.identifier, event.version)
