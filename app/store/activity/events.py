"""Events: what students did, as sources sent it; each counts once.

Whoever changes what a student's score rests on first locks the student's row: two deliveries, or a delivery
and a scoring run, wait for each other student by student.
"""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

from app.db import bulk
from app.db.query import columns, query
from app.db.transaction import Transaction
from app.ids import EventId, ModuleRunId, StudentId
from app.store.activity import amounts
from app.store.activity.amounts import CountedSources


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a student did; `quantity` counts the source's interactions, choices, attendances."""

    student_id: StudentId
    academic_year: int
    event_id: EventId
    occurred_at: datetime
    day: date
    source: str
    kind: str
    module_run_id: ModuleRunId | None
    object: str | None
    quantity: float
    version: int = 1
    """Of what the source says of it: a higher one replaces a lower one."""
    sender: int | None = None
    """Of the login that delivered it; None: it came otherwise."""


class EventOutcome(StrEnum):
    RECORDED = "recorded"
    REPLACED = "replaced"
    KNOWN = "known"
    """The very same event, or a later version of it, is already there: not counted again."""
    CONFLICT = "conflict"
    """Another event with that id is there: nothing changed, the sender must sort it out."""
    TAKEN_BACK = "taken_back"
    """Its source took it back, and this version is not a later one: it stays away."""


class EventVersion(NamedTuple):
    """Which event is taken back, and up to which version of it."""

    student_id: StudentId
    event_id: EventId
    version: int


COLUMNS = tuple(each.name for each in fields(Event))
_row_of = attrgetter(*COLUMNS)  # a copy of each value, as `astuple` makes one, costs 0.2 ms an event
_LISTED = ", ".join(COLUMNS)
_CONTENT = ("occurred_at", "source", "kind", "module_run_id", "object", "quantity")
INCOMING = (
    "student_id uuid, academic_year smallint, event_id uuid, occurred_at timestamptz, day date,"
    " source text, kind text, module_run_id uuid, object text, quantity double precision,"
    " version smallint default 1, sender int, outcome text"
)
_OUTCOMES = query("select student_id, event_id, outcome from pg_temp.incoming_events", columns)
_COUNTS = query("select outcome, count(*) from pg_temp.incoming_events group by outcome", columns)
# Asked when the students' rows are locked: a removal and a delivery of one event cannot pass each other.
_COMPARE = query(f"""
    update pg_temp.incoming_events i
    set outcome = case when exists (
        select 1 from event_removals r
        join student_identifiers s
            on s.institution_id = r.institution_id and s.system = r.system and s.identifier = r.identifier
        where r.institution_id = :institution_id and r.event_id = i.event_id
          and s.student_id = i.student_id and r.through_version >= i.version)
    then 'taken_back' else coalesce(
        (select case when e.version > i.version then 'known'
                     when e.version < i.version then 'replaced'
                     when ({", ".join(f"e.{name}" for name in _CONTENT)})
                          is not distinct from ({", ".join(f"i.{name}" for name in _CONTENT)})
                     then 'known' when :replace then 'replaced' else 'conflict' end
         from events e
         where e.institution_id = :institution_id and e.student_id = i.student_id
           and e.event_id = i.event_id),
        'recorded') end
""")
_DELETE_REPLACED = query("""
    with gone as (
        delete from events e using pg_temp.incoming_events i
        where e.institution_id = :institution_id and e.student_id = i.student_id and e.event_id = i.event_id
          and i.outcome = 'replaced'
        returning e.student_id, e.academic_year, e.day, e.source)
    insert into pg_temp.touched_days select distinct * from gone
""")
_INSERT = query(f"""
    with new as (
        insert into events (institution_id, {_LISTED})
        select :institution_id, {_LISTED} from pg_temp.incoming_events
        where outcome in ('recorded', 'replaced')
        returning student_id, academic_year, day, source)
    insert into pg_temp.touched_days select distinct * from new
""")
_DELETE = query(
    """
    with gone as (
        delete from events e using pg_temp.removed_events r
        where e.institution_id = :institution_id and e.student_id = r.student_id and e.event_id = r.event_id
          and e.version <= r.version
        returning e.student_id, e.academic_year, e.day, e.source, e.event_id),
    touched as (
        insert into pg_temp.touched_days
        select distinct student_id, academic_year, day, source from gone)
    select student_id, event_id from gone
    """,
    columns,
)
_ADD_YEARS = query("""
    select attune_add_academic_year(academic_year)
    from (select distinct academic_year from pg_temp.incoming_events order by academic_year) as years
    where to_regclass('events_' || academic_year) is null
""")
# An array, each looked up by its key: the planner knows nothing of staged rows, and would read all students.
_LOCK_INCOMING, _LOCK_REMOVED = (
    query(f"""
        select count(*) from (
            select 1 from students
            where institution_id = :institution_id
              and student_id = any(array(select distinct student_id from pg_temp.{staged}))
            order by student_id for no key update) as locked
    """)
    for staged in ("incoming_events", "removed_events")
)


async def record(
    transaction: Transaction,
    events: Iterable[Event] | AsyncIterable[Event],
    sources: CountedSources,
    *,
    replace: bool = False,
) -> dict[tuple[StudentId, EventId], EventOutcome]:
    """Record events and bring the daily amounts they touch up to date; the same event counts once.

    Within `events` no student has the same event id twice. A higher version replaces a lower one. An id that
    is known with other content is a conflict and left alone, unless `replace` says that the new word counts.
    What was taken back stays so, unless the version is a later one. Returns what became of each.
    """
    await bulk.stage(transaction, "incoming_events", INCOMING, COLUMNS, _tuples(events))
    await record_staged(transaction, sources, replace=replace)
    found = await transaction.fetch(_OUTCOMES)
    return {(student_id, event_id): EventOutcome(outcome) for student_id, event_id, outcome in found}


async def record_staged(
    transaction: Transaction, sources: CountedSources, *, replace: bool = False
) -> dict[EventOutcome, int]:
    """The same, for rows already in the temporary table `incoming_events`; counts by outcome."""
    await transaction.execute(_ADD_YEARS)
    await transaction.execute(_LOCK_INCOMING)
    await transaction.execute(_COMPARE, replace=replace)
    counts = {EventOutcome(outcome): count for outcome, count in await transaction.fetch(_COUNTS)}
    await amounts.clear_touched_days(transaction)
    if EventOutcome.REPLACED in counts:
        await transaction.execute(_DELETE_REPLACED)
    await transaction.execute(_INSERT)
    await amounts.refresh(transaction, sources)
    return counts


async def remove(
    transaction: Transaction, events: Iterable[EventVersion], sources: CountedSources
) -> set[tuple[StudentId, EventId]]:
    """Take events back (a correction at the source); returns those that were there. Later versions stay."""
    await bulk.stage(
        transaction,
        "removed_events",
        "student_id uuid, event_id uuid, version smallint",
        EventVersion._fields,
        events,
    )
    await transaction.execute(_LOCK_REMOVED)
    await amounts.clear_touched_days(transaction)
    gone = await transaction.fetch(_DELETE)
    await amounts.refresh(transaction, sources)
    return {(student_id, event_id) for student_id, event_id in gone}


async def _tuples(events: Iterable[Event] | AsyncIterable[Event]) -> AsyncIterator[tuple[Any, ...]]:
    if isinstance(events, AsyncIterable):
        async for event in events:
            yield _row_of(event)
    else:
        for event in events:
            yield _row_of(event)
