"""Waiting events: about people or module runs that the roster does not know yet; kept, not lost."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from app.db import bulk
from app.db.query import columns, query
from app.db.transaction import Transaction
from app.ids import EventId


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """An event as its sender names things: `identifier` is what `system` calls the student."""

    event_id: EventId
    system: str
    identifier: str
    occurred_at: datetime
    source: str
    kind: str
    module_run: str | None
    object: str | None
    quantity: float
    version: int = 1


SentBy = Callable[[NamedEvent], int | None]
"""The number of the login that delivered an event; None: it came otherwise."""


class WaitingOutcome(StrEnum):
    """What became of an event that cannot be recorded yet."""

    WAITING = "waiting"
    KNOWN = "known"
    """A later version of it waits."""
    CONFLICT = "conflict"
    """Another event waits under that id."""
    TAKEN_BACK = "taken_back"


Name = tuple[str, str, EventId]
"""A waiting event, as its sender names it: system, identifier, event id."""

_COLUMNS = tuple(each.name for each in fields(NamedEvent))
_row_of = attrgetter(*_COLUMNS)
_LISTED = ", ".join(_COLUMNS)
_INCOMING = (
    "event_id uuid, system text, identifier text, occurred_at timestamptz, source text, kind text,"
    " module_run text, object text, quantity double precision, version smallint, sender int"
)
_CONTENT = ("occurred_at", "source", "kind", "module_run", "object", "quantity")
_TAKEN_BACK = """
    select 1 from event_removals r
    where r.institution_id = :institution_id and r.event_id = i.event_id and r.system = i.system
      and r.identifier = i.identifier and r.through_version >= i.version"""
# Staged rows, as a result of their own: where tables are spread, no other joins what is staged.
_STAGED = "with i as materialized (select * from pg_temp.incoming_waiting)"
# By whether what is sent again counts: what follows a conflict takes no parameter where tables are spread.
_KEEP = {
    replace: query(f"""
        {_STAGED}
        insert into waiting_events as w (institution_id, {_LISTED}, sender)
        select :institution_id, {_LISTED}, sender from i
        where not exists ({_TAKEN_BACK})
        order by i.system, i.identifier, i.event_id
        on conflict (institution_id, system, identifier, event_id) do update
            set {", ".join(f"{name} = excluded.{name}" for name in (*_CONTENT, "version", "sender"))}
            where excluded.version {newer} w.version
    """)
    for replace, newer in ((False, ">"), (True, ">="))
}
_OUTCOMES = query(
    f"""
    {_STAGED}
    select i.system, i.identifier, i.event_id,
           case when exists ({_TAKEN_BACK}) then 'taken_back'
                when w.version > i.version then 'known'
                when ({", ".join(f"w.{name}" for name in _CONTENT)})
                     is distinct from ({", ".join(f"i.{name}" for name in _CONTENT)}) then 'conflict'
                else 'waiting' end
    from i
    left join lateral (
        select * from waiting_events e
        where e.institution_id = :institution_id and e.system = i.system and e.identifier = i.identifier
          and e.event_id = i.event_id) w on true
    """,
    columns,
)
# Whoever takes several rows takes them in the order of their key: two at once never wait in a ring.
_TAKE_KNOWN = query(
    f"""
    with known as (
        select w.system, w.identifier, w.event_id
        from waiting_events w
        where w.institution_id = :institution_id and w.source = any(cast(:sources as text[]))
          and exists (
              select 1 from student_identifiers i
              join registrations r on r.institution_id = i.institution_id and r.student_id = i.student_id
              where i.institution_id = :institution_id and i.system = w.system
                and i.identifier = w.identifier
                and (w.module_run is null or exists (
                    select 1 from module_runs m
                    join enrolments e
                        on e.institution_id = m.institution_id and e.module_run_id = m.module_run_id
                    where m.institution_id = :institution_id and m.code = w.module_run
                      and e.student_id = i.student_id)))
        order by w.system, w.identifier, w.event_id for update)
    delete from waiting_events w using known k
    where w.institution_id = :institution_id and w.system = k.system and w.identifier = k.identifier
      and w.event_id = k.event_id
    returning {", ".join(f"w.{name}" for name in _COLUMNS)}, w.sender
    """,
    lambda *row: (NamedEvent(*row[:-1]), row[-1]),
)
_REMOVE = query(
    """
    with gone as (
        select w.system, w.identifier, w.event_id
        from waiting_events w
        join unnest(cast(:systems as text[]), cast(:identifiers as text[]), cast(:events as uuid[]),
                    cast(:versions as smallint[])) as named (system, identifier, event_id, version)
            on w.system = named.system and w.identifier = named.identifier and w.event_id = named.event_id
           and w.version <= named.version
        where w.institution_id = :institution_id
        order by w.system, w.identifier, w.event_id for update of w)
    delete from waiting_events w using gone g
    where w.institution_id = :institution_id and w.system = g.system and w.identifier = g.identifier
      and w.event_id = g.event_id
    returning w.system, w.identifier, w.event_id
    """,
    columns,
)


async def keep(
    transaction: Transaction,
    events: Sequence[NamedEvent],
    *,
    replace: bool = False,
    sent_by: SentBy,
) -> dict[Name, WaitingOutcome]:
    """Keep events for later, each once; returns what became of each.

    Within `events` no name stands twice. Versions, `replace` and what was taken back: as for events that can
    be recorded.
    """
    if not events:
        return {}
    rows = ((*_row_of(each), sent_by(each)) for each in events)
    await bulk.stage(transaction, "incoming_waiting", _INCOMING, (*_COLUMNS, "sender"), rows)
    await transaction.execute(_KEEP[replace])
    found = await transaction.fetch(_OUTCOMES)
    return {
        (system, identifier, event_id): WaitingOutcome(outcome)
        for system, identifier, event_id, outcome in found
    }


async def take_known(
    transaction: Transaction, sources: Collection[str]
) -> list[tuple[NamedEvent, int | None]]:
    """Take out the waiting events of these sources, as far as the roster knows all that they name by now.

    That is: the student is registered, and enrolled on the module run. Each with who delivered it.
    """
    return await transaction.fetch(_TAKE_KNOWN, sources=list(sources))


async def remove(transaction: Transaction, named: Mapping[Name, int]) -> set[Name]:
    """Take back waiting events up to a version of each; returns those that there were."""
    gone = await transaction.fetch(
        _REMOVE,
        systems=[system for system, _, _ in named],
        identifiers=[identifier for _, identifier, _ in named],
        events=[event_id for _, _, event_id in named],
        versions=list(named.values()),
    )
    return {(system, identifier, event_id) for system, identifier, event_id in gone}
