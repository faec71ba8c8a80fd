"""Record events: from other systems' names for people and modules to ours, each event answered for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as with_other
from datetime import date, datetime, timedelta
from math import isfinite

from app.actions.context import Context
from app.actions.coverage import Coverage
from app.actions.exchange.deliveries import (
    EARLIEST,
    NO_REGISTRATION,
    NOT_COVERED,
    UNKNOWN_STUDENT,
    ItemOutcome,
    ItemResult,
    Subjects,
    days_of,
    find_students,
    find_subjects,
    not_registered,
    rejected,
    repeats,
    unknown,
)
from app.ids import EventId, StudentId
from app.retention.rules import Category
from app.store.activity import event_removals, freshness
from app.store.activity import events as store
from app.store.activity import waiting_events as waiting
from app.store.activity.event_removals import EventRemoval
from app.store.activity.events import Event, EventVersion
from app.store.activity.waiting_events import NamedEvent, SentBy, WaitingOutcome
from app.store.people import modules
from app.store.people.modules import Run
from app.store.snapshot import InstitutionSnapshot

AHEAD = timedelta(hours=24)
"""How far ahead a source's clock may be before its events are plainly wrong."""
LATEST_VERSION = 32_767
VERSION_RULE = f"version: must be from 1 to {LATEST_VERSION}"


async def record_events(
    context: Context,
    events: Sequence[NamedEvent],
    data_as_of: Mapping[str, datetime] | None = None,
    *,
    replay: bool = False,
    sent_by: SentBy = lambda _: None,
) -> list[ItemResult]:
    """Record a delivery and answer for every event in it, in order: one bad one does not stop the rest.

    `data_as_of` is each source's own word on how far its data reach, already judged (`judge_reach`). Without
    it, its latest event counts. In a replay, an event that is known with other content is replaced; otherwise
    that is a conflict.
    """
    results: list[ItemResult | None] = [_fault(event, context.institution, context.now) for event in events]
    sound = [at for at, fault in enumerate(results) if fault is None]
    runs = dict(
        await context.transaction.fetch(
            modules.RUNS_BY_CODE,
            codes=list({code for at in sound if (code := events[at].module_run) is not None}),
        )
    )
    subjects = await find_subjects(
        context, [events[at] for at in sound], (run.module_run_id for run in runs.values())
    )
    for at, again in zip(sound, _repeats([events[at] for at in sound], subjects), strict=True):
        results[at] = again
    rows = {at: _to_row(context, events[at], subjects, runs, sent_by) for at in sound if results[at] is None}
    ours = [row for row in rows.values() if isinstance(row, Event)]
    sources = context.institution.counted_sources()
    recorded = await store.record(context.transaction, ours, sources, replace=replay) if ours else {}
    kept = await waiting.keep(
        context.transaction,
        [
            events[at]
            for at, row in rows.items()
            if isinstance(row, ItemResult) and row.outcome is ItemOutcome.WAITING
        ],
        replace=replay,
        sent_by=sent_by,
    )
    for at, row in rows.items():
        if isinstance(row, Event):
            results[at] = _answer(recorded[row.student_id, row.event_id])
        elif row.outcome is ItemOutcome.WAITING:
            event = events[at]
            became = kept[event.system, event.identifier, event.event_id]
            results[at] = row if became is WaitingOutcome.WAITING else _answer(became)
        else:
            results[at] = row
    reached = _reach((events[at] for at in sound), context.now)
    await freshness.record_delivery(context.transaction, reached, context.now)
    await freshness.record_delivery(context.transaction, data_as_of or {}, context.now, stated=True)
    return [each for each in results if each is not None]


async def claim_waiting(context: Context) -> int:
    """Record the waiting events whose student and module run the roster now knows; returns how many."""
    counted = sorted(context.profile.accepted)
    senders = dict(await waiting.take_known(context.transaction, counted))
    results = await record_events(context, [*senders], sent_by=senders.get) if senders else []
    return sum(each.outcome is ItemOutcome.RECORDED for each in results)


def judge_reach(context: Context, data_as_of: Mapping[str, datetime]) -> dict[str, ItemResult]:
    """What is wrong with what sources state of how far their data reach; `recorded` where nothing is."""
    profile = context.profile

    def result(source: str, reach: datetime) -> ItemResult:
        if (why := context.institution.why_not_counted(source)) is not None:
            return rejected(f"{source!r} does not count: {why}")
        if source not in profile.sources or not profile.sources[source].collected:
            return rejected(f"{source!r} is not a source that this institution collects")
        if reach.tzinfo is None:
            return rejected("must carry an offset from UTC")
        if reach > context.now:
            return rejected("lies in the future")
        if reach < EARLIEST:
            return rejected(f"lies before {EARLIEST:%Y}")
        return ItemResult(ItemOutcome.RECORDED)

    return {source: result(source, reach) for source, reach in data_as_of.items()}


_DETAILS = {
    ItemOutcome.CONFLICT: "another event with this id is already there for the student",
    ItemOutcome.TAKEN_BACK: "event_id: was taken back; only a higher version of it counts again",
}


def _answer(outcome: str) -> ItemResult:
    became = ItemOutcome(outcome)
    return ItemResult(became, _DETAILS.get(became))


def _fault(event: NamedEvent, institution: InstitutionSnapshot, now: datetime) -> ItemResult | None:
    fault = next(_faults(event, institution, now), None)
    return None if fault is None else rejected(fault)


def _faults(event: NamedEvent, institution: InstitutionSnapshot, now: datetime) -> Iterator[str]:
    source = institution.profile.sources.get(event.source)
    if source is None:
        yield "source: is not a source of this institution"
    elif (why := institution.why_not_taken(event.source)) is not None:
        yield f"source: {why}"
    elif event.kind not in source.kinds:
        yield f"kind: must be one of {', '.join(sorted(source.kinds))} for the source {event.source}"
    if event.occurred_at.tzinfo is None:
        yield "occurred_at: must carry an offset from UTC"
    elif not EARLIEST <= event.occurred_at <= now + AHEAD:
        yield f"occurred_at: lies in the future, or before {EARLIEST:%Y}"
    if not (isfinite(event.quantity) and event.quantity > 0):
        yield "quantity: must be a number greater than 0"
    elif source is not None and event.quantity > source.most_per_event:
        yield f"quantity: must be {source.most_per_event:g} at most for the source {event.source}"
    if not 1 <= event.version <= LATEST_VERSION:
        yield VERSION_RULE


def _repeats(events: Sequence[NamedEvent], subjects: Subjects) -> list[ItemResult | None]:
    """What becomes of events that stand in the delivery more than once, under another identifier too."""
    who = [subjects.find(event) or (event.system, event.identifier) for event in events]
    return repeats(
        [(of, event.event_id) for of, event in zip(who, events, strict=True)],
        [with_other(event, system="", identifier="") for event in events],
        [event.version for event in events],
    )


def _to_row(
    context: Context,
    event: NamedEvent,
    subjects: Subjects,
    runs: Mapping[str, Run],
    sent_by: SentBy,
) -> Event | ItemResult:
    """The event as ours, or why it must wait or cannot be kept."""
    student_id = subjects.find(event)
    if student_id is None:
        nobody = subjects.nobody(event)
        return _waits(UNKNOWN_STUDENT) if nobody.outcome is ItemOutcome.UNKNOWN else nobody
    day = context.profile.day(event.occurred_at)
    run = None if event.module_run is None else runs.get(event.module_run)
    gap = next(_gaps(event, student_id, day, run, subjects), None)
    if gap is not None:
        return gap
    return Event(
        student_id=student_id,
        academic_year=context.profile.academic_year(day),
        event_id=event.event_id,
        occurred_at=event.occurred_at,
        day=day,
        source=event.source,
        kind=event.kind,
        module_run_id=None if run is None else run.module_run_id,
        object=event.object,
        quantity=event.quantity,
        version=event.version,
        sender=sent_by(event),
    )


def _gaps(
    event: NamedEvent, student_id: StudentId, day: date, run: Run | None, subjects: Subjects
) -> Iterator[ItemResult]:
    """Why what the roster knows of the student does not bear the event out, or not yet."""
    year = subjects.profile.academic_year(day)
    match subjects.coverage(student_id, year):
        case Coverage.UNKNOWN:
            yield _waits(NO_REGISTRATION)
        case Coverage.NOT_COVERED:
            yield ItemResult(ItemOutcome.NOT_COVERED, NOT_COVERED)
        case Coverage.NOT_REGISTERED:
            yield rejected(not_registered("occurred_at", year))
    if (gone := subjects.erased_on(student_id, Category.ACTIVITY, day, "occurred_at")) is not None:
        yield gone
    if event.module_run is None:
        return
    if run is None:
        yield _waits("module_run: no module run has this code")
        return
    first, last = days_of(subjects.profile, run)
    if not first <= day <= last:
        yield rejected("occurred_at: lies outside of the module run's academic year")
    if (student_id, run.module_run_id) not in subjects.enrolled:
        yield _waits("module_run: the student is not enrolled on it")


def _waits(detail: str) -> ItemResult:
    return ItemResult(ItemOutcome.WAITING, detail)


def _reach(events: Iterable[NamedEvent], now: datetime) -> dict[str, datetime]:
    """By source: its latest event, or now, if its clock is ahead."""
    latest: dict[str, datetime] = {}
    for event in events:
        reach = min(event.occurred_at, now)
        latest[event.source] = max(reach, latest.get(event.source, reach))
    return latest


@dataclass(frozen=True, slots=True)
class EventName:
    """Which event is meant, as its sender names it, and up to which version."""

    event_id: EventId
    system: str
    identifier: str
    version: int = 1


Key = tuple[StudentId | tuple[str, str], EventId]
"""An event of a student, or of whom a system names and the roster does not know yet."""


async def remove_events(
    context: Context, named: Sequence[EventName], *, sender: int | None = None
) -> list[ItemResult]:
    """Take back events up to a version of each, waiting ones too; answers for each, in order.

    What is taken back stays so: what comes again under its id, with no higher version, is not recorded. That
    holds for an event that has not come yet, too.
    """
    before = await event_removals.find(context.transaction, {each.event_id for each in named})
    people = await find_students(context, [*named, *before])

    def key(each: EventName | EventRemoval) -> Key:
        name = each.system, each.identifier
        return people.get(name, name), each.event_id

    results = [_removal_fault(each) for each in named]
    sound = [at for at, fault in enumerate(results) if fault is None]
    again = repeats(
        [key(named[at]) for at in sound], [None] * len(sound), [named[at].version for at in sound]
    )
    firsts = {key(named[at]): named[at] for at, repeat in zip(sound, again, strict=True) if repeat is None}
    gone = await _take_back(context, firsts)
    await event_removals.record(
        context.transaction,
        [EventRemoval(each.event_id, each.system, each.identifier, each.version) for each in firsts.values()],
        context.now,
        sender,
    )
    stood: dict[Key, int] = {}
    for removal in before:
        stood[key(removal)] = max(removal.through_version, stood.get(key(removal), 0))

    def result(each: EventName) -> ItemResult:
        if key(each) in gone:
            return ItemResult(ItemOutcome.REMOVED)
        if stood.get(key(each), 0) >= each.version:
            return ItemResult(ItemOutcome.KNOWN)
        return unknown("event_id: there is no such event up to this version; should it come, it stays away")

    for at, repeat in zip(sound, again, strict=True):
        results[at] = repeat or result(named[at])
    return [each for each in results if each is not None]


def _removal_fault(each: EventName) -> ItemResult | None:
    return None if 1 <= each.version <= LATEST_VERSION else rejected(VERSION_RULE)


async def _take_back(context: Context, named: Mapping[Key, EventName]) -> set[Key]:
    """Remove what is there, recorded or waiting; returns it."""
    waited = await waiting.remove(
        context.transaction,
        {(each.system, each.identifier, each.event_id): each.version for each in named.values()},
    )
    gone = {key for key, each in named.items() if (each.system, each.identifier, each.event_id) in waited}
    known = [
        EventVersion(of, event_id, each.version)
        for (of, event_id), each in named.items()
        if not isinstance(of, tuple)
    ]
    return gone | await store.remove(context.transaction, known, context.institution.counted_sources())
