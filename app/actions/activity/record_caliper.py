"""Record a Caliper envelope: its events become deliveries of the institution's sources, by the profile."""

from collections.abc import Sequence

from app.actions.activity.deliver_events import deliver_events
from app.actions.context import RequestContext
from app.actions.exchange.deliveries import Delivered, ItemResult, rejected
from app.ids import EventId
from app.profiles.caliper import CaliperEntry
from app.store.activity.waiting_events import NamedEvent
from app.wire.caliper import CaliperEvent

NOT_OFFERED = "this institution takes no Caliper events"
LONGEST = 200
"""Of identifiers, codes and objects, as in other deliveries."""


async def record_caliper(context: RequestContext, events: Sequence[CaliperEvent]) -> Delivered | None:
    """Record the events that a rule of the profile is for; an id that is known counts once.

    What no rule is for, or is about nobody, is counted as rejected in the delivery's receipt. None: there
    was no event to record.
    """
    entry = context.profile.caliper
    assert entry is not None, "the route is offered where the profile has it"
    if not events:
        return None
    items = [_named(event, entry) for event in events]
    delivered, _ = await deliver_events(context, items, {}, dry_run=False)
    return delivered


def _named(event: CaliperEvent, entry: CaliperEntry) -> NamedEvent | ItemResult:
    rule = next(
        (
            each
            for each in entry.events
            if (each.type, each.action) == (event.type, event.action)
            and each.object in {None, event.object_type}
        ),
        None,
    )
    if rule is None:
        return rejected("no rule of the profile is for events of this type and action")
    person = _after(event.person, entry.people)
    if person is None:
        return rejected("it is about nobody whom the profile's rules know")
    run = None if entry.module_runs is None else _after(event.group, entry.module_runs)
    return NamedEvent(
        event_id=EventId(event.event_id),
        system=entry.system,
        identifier=person,
        occurred_at=event.occurred_at,
        source=rule.source,
        kind=rule.kind,
        module_run=run,
        object=event.object[:LONGEST],
        quantity=1,
        version=1,
    )


def _after(iri: str | None, prefix: str) -> str | None:
    """What follows the prefix; None where there is nothing, or something else."""
    rest = iri.removeprefix(prefix) if iri is not None and iri.startswith(prefix) else ""
    return rest if 0 < len(rest) <= LONGEST else None
