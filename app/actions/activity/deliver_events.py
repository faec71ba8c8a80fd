"""Deliver events: a system's delivery of them, with what it states of its sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from app.actions.activity.record_events import EventName, judge_reach, record_events, remove_events
from app.actions.context import Context, RequestContext
from app.actions.exchange.deliveries import (
    Delivered,
    DeliveryKind,
    ItemOutcome,
    ItemResult,
    SourceStatement,
    deliver,
)
from app.actions.exchange.senders import sender_of
from app.actions.governance.audit_change import audit_work
from app.store.activity.waiting_events import NamedEvent


class RemovalReason(StrEnum):
    """Why a system takes events back."""

    # A closed list: what a system wrote in words would outlast the erasure of whomever it names.

    DUPLICATE = "duplicate"
    """They were delivered under another id as well."""
    WRONG_STUDENT = "wrong_student"
    """Somebody else did it."""
    WRONG_CONTENT = "wrong_content"
    """When it was, of what kind, or how much of it, is wrong."""
    DID_NOT_HAPPEN = "did_not_happen"
    """There was no such activity: it was a test, or a fault of the source."""
    NOT_TO_BE_COLLECTED = "not_to_be_collected"
    """It should not have been delivered."""


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

    sender = sender_of(context.user.issuer, context.user.subject)

    async def record(context: Context, some: Sequence[NamedEvent]) -> list[ItemResult]:
        return await record_events(context, some, taken, sent_by=lambda _: sender)

    delivered = await deliver(context, DeliveryKind.EVENTS, events, record, dry_run=dry_run, stated=stated)
    return delivered, judged | unread


async def deliver_removals(
    context: RequestContext,
    named: Sequence[EventName | ItemResult],
    reason: RemovalReason | None,
    *,
    dry_run: bool,
) -> Delivered:
    """Take events back, on record: which login did, how many there were, and why."""
    sender = sender_of(context.user.issuer, context.user.subject)

    async def remove(context: Context, some: Sequence[EventName]) -> list[ItemResult]:
        return await remove_events(context, some, sender=sender)

    delivered = await deliver(context, DeliveryKind.EVENT_REMOVALS, named, remove, dry_run=dry_run)
    removed = delivered.counts[ItemOutcome.REMOVED]
    if delivered.delivery_id is not None and removed:
        after = {"login": context.user.subject, "removed": removed, "reason": reason}
        await audit_work(context, "events taken back", f"delivery/{delivered.delivery_id}", after=after)
    return delivered
