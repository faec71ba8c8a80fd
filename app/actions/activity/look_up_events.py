"""Look up events: a system reads what it delivered itself, as it named it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.actions.context import RequestContext
from app.actions.exchange.senders import sender_of
from app.db.identity import stores
from app.store.activity import event_lookups
from app.store.activity.event_lookups import DeliveredEvent, EventStanding, Standing
from app.store.activity.waiting_events import Name

UNKNOWN = Standing(EventStanding.UNKNOWN, None)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Where an event stands, and what is stored of it."""

    standing: Standing
    content: DeliveredEvent | None
    """None: it was taken back, is unknown, or its student's data are only stored."""


async def look_up_events(context: RequestContext, names: Sequence[Name]) -> list[LookedUp]:
    """What became of each, in order. Only what the asking login delivered is told.

    What is stored of a student whose data are restricted is not read; that it stands is told, as deliveries
    tell it: whoever has sent it need not send it again.
    """
    sender = sender_of(context.user.issuer, context.user.subject)
    content = await event_lookups.list_content(context.transaction, names, sender)
    await stores(context.transaction)
    standings = await event_lookups.list_standings(context.transaction, names, sender)
    return [LookedUp(standings.get(each, UNKNOWN), content.get(each)) for each in names]
