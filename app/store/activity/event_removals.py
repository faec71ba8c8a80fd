"""Event removals: what sources took back. It stays away, unless a later version of it comes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import any_, select

from app.db.query import INSTITUTION, query, uuids
from app.db.transaction import Transaction
from app.ids import EventId
from app.store.activity.tables import EventRemoval as Row


@dataclass(frozen=True, slots=True)
class EventRemoval:
    """An event taken back, as its sender named it."""

    event_id: EventId
    system: str
    identifier: str
    through_version: int


_FIND = query(
    select(Row.event_id, Row.system, Row.identifier, Row.through_version).where(
        Row.institution_id == INSTITUTION, Row.event_id == any_(uuids("events"))
    ),
    EventRemoval,
)
_RECORD = query("""
    insert into event_removals as stored
        (institution_id, event_id, system, identifier, through_version, removed_at, sender)
    select :institution_id, event_id, system, identifier, through_version, :now, cast(:sender as int)
    from unnest(cast(:events as uuid[]), cast(:systems as text[]), cast(:identifiers as text[]),
                cast(:versions as smallint[])) as gone (event_id, system, identifier, through_version)
    on conflict (institution_id, event_id, system, identifier) do update
        set through_version = excluded.through_version, removed_at = excluded.removed_at,
            sender = excluded.sender
        where excluded.through_version > stored.through_version
""")


async def find(transaction: Transaction, events: Collection[EventId]) -> list[EventRemoval]:
    """The removals under those event ids, of whomever."""
    return await transaction.fetch(_FIND, events=list(events))


async def record(
    transaction: Transaction, removals: Sequence[EventRemoval], now: datetime, sender: int | None = None
) -> None:
    """Remember removals; each event once. One that stands for later versions already stays as it is.

    `sender`: of the login that took them back.
    """
    await transaction.execute(
        _RECORD,
        events=[each.event_id for each in removals],
        systems=[each.system for each in removals],
        identifiers=[each.identifier for each in removals],
        versions=[each.through_version for each in removals],
        now=now,
        sender=sender,
    )
