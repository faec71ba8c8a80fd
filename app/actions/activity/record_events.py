"""Record events: from other systems' names for people and modules to ours, each event answered for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

from app.actions.context import Context
from app.actions.exchange.deliveries import ItemOutcome, ItemResult, find_students
from app.ids import EventId, StudentId
from app.profiles.model import Profile
from app.store.activity import events as store
from app.store.activity import freshness
from app.store.activity import waiting_events as waiting
from app.store.activity.events import Event
from app.store.activity.waiting_events import NamedEvent
from app.store.people import modules

AHEAD = timedelta(hours=24)
"""How far ahead a source's clock may be before its events are plainly wrong."""
EARLIEST = datetime(1991, 1, 1, tzinfo=UTC)
"""Before there was anything to click on: a clock that was never set."""


async def record_events(
    context: Context,
    events: Sequence[NamedEvent],
    data_as_of: Mapping[str, datetime] | None = None,
    *,
    replay: bool = False,
) -> list[ItemResult]:
    """Record a delivery and answer for every event in it, in order: one bad one does not stop the rest.

    `data_as_of` is each source's own word on how far its data reach; without it, its latest event is.
    In a replay, an event that is known with other content is replaced; otherwise that is a conflict.
    """
    faults = [_fault(event, context.profile, context.now) for event in events]
    sound = [event for event, fault in zip(events, faults, strict=True) if fault is None]
    rows = await _to_rows(context, sound)
    await waiting.keep(
        context.transaction, [event for event, row in zip(sound, rows, strict=True) if isinstance(row, str)]
    )
    firsts: dict[tuple[StudentId, EventId], Event] = {}
    for row in rows:
        if isinstance(row, Event):
            firsts.setdefault((row.student_id, row.event_id), row)
    outcomes = await store.record(
        context.transaction, firsts.values(), context.institution.counted_sources(), replace=replay
    )
    reach = _reach(sound) | dict(data_as_of or {})
    await freshness.record_delivery(context.transaction, reach, context.now)

    def result(row: Event | str) -> ItemResult:
        if isinstance(row, str):
            return ItemResult(ItemOutcome.WAITING, row)
        key = row.student_id, row.event_id
        if firsts[key] is not row:  # it stands in this delivery before
            same = firsts[key] == row
            return ItemResult(ItemOutcome.KNOWN) if same else ItemResult(ItemOutcome.CONFLICT, _CONFLICT)
        outcome = ItemOutcome(outcomes[key])
        return ItemResult(outcome, _CONFLICT if outcome is ItemOutcome.CONFLICT else None)

    results = iter([result(row) for row in rows])
    return [next(results) if fault is None else ItemResult(ItemOutcome.REJECTED, fault) for fault in faults]


async def claim_waiting(context: Context) -> int:
    """Record the waiting events whose student and module run the roster now knows; returns how many."""
    events = await waiting.take_known(context.transaction)
    results = await record_events(context, events)
    return sum(each.outcome is ItemOutcome.RECORDED for each in results)


_CONFLICT = "another event with this id is already recorded for the student"


def _fault(event: NamedEvent, profile: Profile, now: datetime) -> str | None:
    return next(_faults(event, profile, now), None)


def _faults(event: NamedEvent, profile: Profile, now: datetime) -> Iterator[str]:
    if event.source not in profile.sources:
        yield f"source: {event.source!r} is not a source of this institution"
    elif not profile.sources[event.source].collected:
        yield f"source: {event.source!r} is declared as not collected here"
    if event.occurred_at.tzinfo is None:
        yield "occurred_at: must carry an offset from UTC"
    elif not EARLIEST <= event.occurred_at <= now + AHEAD:
        yield f"occurred_at: lies in the future, or before {EARLIEST:%Y}"
    if not (isfinite(event.quantity) and event.quantity > 0):
        yield "quantity: must be a number greater than 0"


async def _to_rows(context: Context, events: Sequence[NamedEvent]) -> list[Event | str]:
    """Each event as ours, or why it must wait."""
    people = await find_students(context, events)
    codes = {event.module_run for event in events if event.module_run is not None}
    runs = await modules.runs_by_code(context.transaction, codes)

    def to_row(event: NamedEvent) -> Event | str:
        student_id = people.get((event.system, event.identifier))
        if student_id is None:
            return "no student has this identifier yet"
        if event.module_run is not None and event.module_run not in runs:
            return "no module run has this code yet"
        day = context.profile.day(event.occurred_at)
        return Event(
            student_id=student_id,
            academic_year=context.profile.academic_year(day),
            event_id=event.event_id,
            occurred_at=event.occurred_at,
            day=day,
            source=event.source,
            kind=event.kind,
            module_run_id=None if event.module_run is None else runs[event.module_run],
            object=event.object,
            quantity=event.quantity,
        )

    return [to_row(event) for event in events]


def _reach(events: Iterable[NamedEvent]) -> dict[str, datetime]:
    latest: dict[str, datetime] = {}
    for event in events:
        latest[event.source] = max(event.occurred_at, latest.get(event.source, event.occurred_at))
    return latest


@dataclass(frozen=True, slots=True)
class EventName:
    """Which event is meant, as its sender names it."""

    event_id: EventId
    system: str
    identifier: str


async def remove_events(context: Context, named: Sequence[EventName]) -> int:
    """Take back events, waiting ones too; returns how many there were."""
    waited = [(each.system, each.identifier, each.event_id) for each in named]
    gone = await waiting.remove(context.transaction, waited)
    people = await find_students(context, named)
    found = {
        (people[each.system, each.identifier], each.event_id)
        for each in named
        if (each.system, each.identifier) in people
    }
    return gone + await store.remove(context.transaction, found, context.institution.counted_sources())
