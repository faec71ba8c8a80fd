"""Events: activity as other systems deliver it."""

from app.actions.activity.record_events import record_events, remove_events
from app.errors import BadRequest, Forbidden, Unauthenticated
from app.http.deps import DeliveringEvents
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.activity.events import (
    EventRemovalsIn,
    EventRemovalsOut,
    EventsIn,
    event_name,
    named_event,
)
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out

router = contract_router(
    "/v1/events",
    route_class=RepeatableWrites,
    tags=["events"],
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)


@router.post("", summary="Deliver events")
async def record_activity_events(context: DeliveringEvents, delivery: EventsIn) -> DeliveryOut:
    """Record events in any order, late ones included; each is answered for.

    The same event twice is `known` and counted once; another event under a known id is a `conflict`
    and changes nothing; an event about somebody whom the roster does not know yet is `waiting` and
    counts as soon as it does; one that breaks a rule is `rejected` with the rule.
    """
    events = [named_event(each) for each in delivery.events]
    return delivery_out(await record_events(context, events, delivery.data_as_of))


@router.post("/removals", summary="Take events back")
async def remove_activity_events(context: DeliveringEvents, removals: EventRemovalsIn) -> EventRemovalsOut:
    """Remove events that the source has found to be wrong; daily values and scores follow."""
    removed = await remove_events(context, [event_name(each) for each in removals.events])
    return EventRemovalsOut(removed=removed)
