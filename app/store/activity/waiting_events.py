"""Waiting events: about people or module runs that the roster does not know yet; kept, not lost."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime

from app.db import bulk
from app.db.query import query
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


_COLUMNS = tuple(each.name for each in fields(NamedEvent))
_LISTED = ", ".join(_COLUMNS)
_INCOMING = (
    "event_id uuid, system text, identifier text, occurred_at timestamptz, source text, kind text,"
    " module_run text, object text, quantity double precision"
)
_KEEP = query(
    f"insert into waiting_events (institution_id, {_LISTED})"
    f" select :institution_id, {_LISTED} from pg_temp.incoming_waiting"
    " order by system, identifier, event_id on conflict do nothing"
)
# Whoever takes several rows takes them in the order of their key: two at once never wait in a ring.
_TAKE_KNOWN = query(
    f"""
    with known as (
        select w.system, w.identifier, w.event_id
        from waiting_events w
        where w.institution_id = :institution_id
          and exists (
              select from student_identifiers i
              where i.institution_id = :institution_id and i.system = w.system
                and i.identifier = w.identifier)
          and (w.module_run is null or exists (
              select from module_runs m where m.institution_id = :institution_id and m.code = w.module_run))
        order by w.system, w.identifier, w.event_id for update)
    delete from waiting_events w using known k
    where w.institution_id = :institution_id and w.system = k.system and w.identifier = k.identifier
      and w.event_id = k.event_id
    returning {", ".join(f"w.{name}" for name in _COLUMNS)}
    """,
    NamedEvent,
)
_REMOVE = query("""
    with gone as (
        select w.system, w.identifier, w.event_id
        from waiting_events w
        join unnest(cast(:systems as text[]), cast(:identifiers as text[]), cast(:events as uuid[]))
            as named (system, identifier, event_id)
            on w.system = named.system and w.identifier = named.identifier and w.event_id = named.event_id
        where w.institution_id = :institution_id
        order by w.system, w.identifier, w.event_id for update of w)
    delete from waiting_events w using gone g
    where w.institution_id = :institution_id and w.system = g.system and w.identifier = g.identifier
      and w.event_id = g.event_id
""")


async def keep(transaction: Transaction, events: Sequence[NamedEvent]) -> None:
    """Keep events for later; one that waits already is not kept twice."""
    if not events:
        return
    await bulk.stage(transaction, "incoming_waiting", _INCOMING, _COLUMNS, map(astuple, events))
    await transaction.execute(_KEEP)


async def take_known(transaction: Transaction) -> list[NamedEvent]:
    """Take out the waiting events whose student and module run are known by now."""
    return await transaction.fetch(_TAKE_KNOWN)


async def remove(transaction: Transaction, named: Sequence[tuple[str, str, EventId]]) -> int:
    """Take back waiting events by (system, identifier, event id); returns how many there were."""
    return await transaction.execute(
        _REMOVE,
        systems=[system for system, _, _ in named],
        identifiers=[identifier for _, identifier, _ in named],
        events=[event_id for _, _, event_id in named],
    )
