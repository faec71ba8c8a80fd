"""Event look-ups: what a login delivered, as it named it, and where that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from app.db.query import Query, query
from app.db.transaction import Transaction
from app.ids import EventId
from app.store.activity.waiting_events import Name


class EventStanding(StrEnum):
    """Where an event stands that a system has delivered."""

    RECORDED = "recorded"
    """It is stored, and counts where events of its kind do."""
    WAITING = "waiting"
    """It is kept until the roster knows whom and what it names."""
    TAKEN_BACK = "taken_back"
    """This login took it back: what comes again under its id stays away, unless with a higher version."""
    UNKNOWN = "unknown"
    """Nothing of that name stands here that this login delivered."""


class Standing(NamedTuple):
    """Where an event stands; `version`: which one stands, or up to which it was taken back."""

    standing: EventStanding
    version: int | None


@dataclass(frozen=True, slots=True)
class DeliveredEvent:
    """What is stored of an event, in its sender's own names."""

    occurred_at: datetime
    source: str
    kind: str
    module_run: str | None
    object: str | None
    quantity: float
    version: int


def _named(system: str, identifier: str, event_id: EventId, *standing: object) -> tuple[Name, Standing]:
    word, version = standing
    return (system, identifier, event_id), Standing(EventStanding(str(word)), version)  # type: ignore[arg-type]


def _delivered(
    system: str,
    identifier: str,
    event_id: EventId,
    *content: object,
) -> tuple[Name, DeliveredEvent]:
    return (system, identifier, event_id), DeliveredEvent(*content)  # type: ignore[arg-type]


_ASKED = """
    unnest(cast(:systems as text[]), cast(:identifiers as text[]), cast(:events as uuid[]))
        as asked (system, identifier, event_id)
"""
_RECORDED = """
    join student_identifiers i
        on i.institution_id = :institution_id and i.system = asked.system
       and i.identifier = asked.identifier
    join events e
        on e.institution_id = :institution_id and e.student_id = i.student_id
       and e.event_id = asked.event_id and e.sender = :sender
"""
_WAITING, _TAKEN_BACK = (
    f"""
    join {table} e
        on e.institution_id = :institution_id and e.system = asked.system
       and e.identifier = asked.identifier and e.event_id = asked.event_id and e.sender = :sender
    """
    for table in ("waiting_events", "event_removals")
)
_KEY = "asked.system, asked.identifier, asked.event_id"
_CONTENT: Query[tuple[Name, DeliveredEvent]] = query(
    f"""
    select {_KEY}, e.occurred_at, e.source, e.kind, r.code, e.object, e.quantity, e.version
    from {_ASKED} {_RECORDED}
    left join module_runs r
        on r.institution_id = :institution_id and r.module_run_id = e.module_run_id
    union all
    select {_KEY}, e.occurred_at, e.source, e.kind, e.module_run, e.object, e.quantity, e.version
    from {_ASKED} {_WAITING}
    """,
    _delivered,
)
# The last word of a name counts: what was taken back may have come again, with a higher version.
_STANDINGS: Query[tuple[Name, Standing]] = query(
    f"""
    select {_KEY}, 'taken_back', e.through_version from {_ASKED} {_TAKEN_BACK}
    union all
    select {_KEY}, 'waiting', e.version from {_ASKED} {_WAITING}
    union all
    select {_KEY}, 'recorded', e.version from {_ASKED} {_RECORDED}
    """,
    _named,
)


async def list_content(
    transaction: Transaction, names: Sequence[Name], sender: int
) -> dict[Name, DeliveredEvent]:
    """What is stored, recorded or waiting, of those that the sender delivered."""
    return dict(await transaction.fetch(_CONTENT, **_given(names, sender)))


async def list_standings(
    transaction: Transaction, names: Sequence[Name], sender: int
) -> dict[Name, Standing]:
    """Where those stand that the sender delivered, or took back; others are absent."""
    return dict(await transaction.fetch(_STANDINGS, **_given(names, sender)))


def _given(names: Sequence[Name], sender: int) -> dict[str, object]:
    return {
        "systems": [system for system, _, _ in names],
        "identifiers": [identifier for _, identifier, _ in names],
        "events": [event_id for _, _, event_id in names],
        "sender": sender,
    }
