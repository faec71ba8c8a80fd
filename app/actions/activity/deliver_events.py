"""Deliver events: a system's delivery of them, with what it states of its sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.actions.activity.record_events import judge_reach, record_events
from app.actions.context import Context, RequestContext
from app.actions.exchange.deliveries import (
    Delivered,
    DeliveryKind,
    ItemOutcome,
    ItemResult,
    SourceStatement,
    deliver,
)
from app.store.activity.waiting_events import NamedEvent


async def deliver_events(
    context: RequestContext,
    events: Sequence[NamedEvent | ItemResult],
    data_as_of: Mapping[str, datetime | ItemResult],
    *,
    dry_run: bool,
) -> tuple[Delivered, dict[str, ItemResult]]:
    """What became of each event, and, by source, of what the delivery states of how far its data reach.

    An `ItemResult` instead of an event or a moment is what became of one that could not be read.
    """
    read = {source: each for source, each in data_as_of.items() if not isinstance(each, ItemResult)}
    unread = {source: each for source, each in data_as_of.items() if isinstance(each, ItemResult)}
    judged = judge_reach(context, read)
    taken = {source: read[source] for source, each in judged.items() if each.outcome is ItemOutcome.RECORDED}
    named = {each.source for each in events if not isinstance(each, ItemResult)}
    stated = SourceStatement(named & context.profile.sources.keys() | taken.keys(), taken)

    async def record(context: Context, some: Sequence[NamedEvent]) -> list[ItemResult]:
        return await record_events(context, some, taken)

    delivered = await deliver(context, DeliveryKind.EVENTS, events, record, dry_run=dry_run, stated=stated)
    return delivered, judged | unread
