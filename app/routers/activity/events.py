"""Events: activity as other systems deliver it."""

from app.actions.activity.deliver_events import deliver_events, deliver_removals
from app.errors import BadRequest, Forbidden, Unauthenticated
from app.http.deps import DeliveringEvents, DryRun
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.activity.events import (
    EventDeliveryOut,
    EventRemovalsIn,
    EventsIn,
    event_delivery_out,
    event_name,
    named_event,
)
from app.schemas.exchange.deliveries import DeliveryOut, delivery_out, read_items

router = contract_router(
    "/v1/events",
    route_class=RepeatableWrites,
    tags=["events"],
    responses=describe(BadRequest, Unauthenticated, Forbidden),
)


@router.post("", summary="Deliver events")
async def record_activity_events(
    context: DeliveringEvents, delivery: EventsIn, *, dry_run: DryRun = False
) -> EventDeliveryOut:
    """Record events in any order, late ones included; each is answered for.

    The same event twice is `known` and counted once; another event under a known id is a `conflict`
    and changes nothing, unless it has a higher `version`; an event about somebody whom the roster does not
    know yet is `waiting` and counts as soon as it does; one that was taken back stays `taken_back`; nothing
    is kept about students whom the service does not cover (`not_covered`); one that breaks a rule is
    `rejected` with the rule.
    """
    events = read_items(delivery.events, named_event)
    delivered, data_as_of = await deliver_events(context, events, delivery.data_as_of, dry_run=dry_run)
    return event_delivery_out(delivered, data_as_of)


@router.post("/removals", summary="Take events back")
async def remove_activity_events(
    context: DeliveringEvents, removals: EventRemovalsIn, *, dry_run: DryRun = False
) -> DeliveryOut:
    """Take back events that the source has found to be wrong; daily values and scores follow.

    Each is answered for: `removed` if it was there, `known` if it was taken back before, `unknown` if nothing
    has that id up to that `version`. All of them stay away when they are delivered again, unless with a
    higher `version`.
    """
    named = read_items(removals.events, event_name)
    return delivery_out(await deliver_removals(context, named, removals.reason, dry_run=dry_run))
