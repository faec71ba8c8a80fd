"""Messages of webhooks: the outbox. Written with what happened, claimed by whoever sends, kept a while."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select, tuple_

from app.access.vocabulary import SectionName
from app.db.query import INSTITUTION, moment, number, query, uuid
from app.db.transaction import Transaction
from app.ids import EventId, StudentId, WebhookId
from app.store.exchange.webhook_tables import WebhookMessage as Row
from app.webhooks.events import EventType
from app.webhooks.standard import Attempt, MessageState


class Happened(NamedTuple):
    """Something that receivers are told of."""

    event_id: EventId
    student_id: StudentId
    ids: Mapping[str, str]
    """What it is about, by id."""
    sections: tuple[SectionName, ...]
    """Of the record, that it tells of."""


class Message(NamedTuple):
    """One that is to be sent."""

    student_id: StudentId
    event_id: EventId
    type: EventType
    ids: Mapping[str, str]
    sections: Sequence[SectionName]
    occurred_at: datetime
    tried: int


class SentMessage(NamedTuple):
    """One as an administrator sees it: without whom it is about."""

    event_id: EventId
    type: EventType
    occurred_at: datetime
    state: MessageState
    tried: int
    next_at: datetime
    attempts: Sequence[Mapping[str, Any]]


class Outcome(NamedTuple):
    """What became of a message that was claimed."""

    message: Message
    state: MessageState
    next_at: datetime
    attempt: Attempt | None
    """None: it was not sent."""


def _message(
    student_id: StudentId,
    event_id: EventId,
    event_type: str,
    ids: Mapping[str, str],
    sections: list[str],
    occurred_at: datetime,
    tried: int,
) -> Message:
    named = tuple(map(SectionName, sections))
    return Message(student_id, event_id, EventType(event_type), ids, named, occurred_at, tried)


def _sent(event_id: EventId, event_type: str, occurred_at: datetime, state: str, *rest: Any) -> SentMessage:  # noqa: ANN401 (columns)
    return SentMessage(event_id, EventType(event_type), occurred_at, MessageState(state), *rest)


_TELL = query(
    "select attune_tell(:type, cast(:events as uuid[]), cast(:students as uuid[]), cast(:ids as jsonb[]),"
    " cast(:sections as text[]), cast(:now as timestamptz))"
)
# The first of each student's that waits, if it is due and nobody is sending it. What follows keeps until
# that is delivered or given up. What somebody else has locked in this moment is theirs.
_CLAIM = query(
    """
    with due as (
        select m.student_id, m.event_id, m.webhook_id
        from webhook_messages m
        where m.institution_id = :institution_id and m.webhook_id = :webhook_id and m.state = 'waiting'
          and m.next_at <= :now and (m.claimed_until is null or m.claimed_until <= :now)
          and not exists (
            select 1 from webhook_messages e
            where e.institution_id = :institution_id and e.webhook_id = m.webhook_id
              and e.student_id = m.student_id and e.state = 'waiting' and e.sequence < m.sequence)
        order by m.next_at
        limit :limit
        for update of m skip locked)
    update webhook_messages m set claimed_until = :until
    from due
    where m.institution_id = :institution_id and m.student_id = due.student_id
      and m.event_id = due.event_id and m.webhook_id = due.webhook_id
    returning m.student_id, m.event_id, m.type, m.ids, m.sections, m.occurred_at, m.tried
    """,
    _message,
)
# A message that was taken for dead, and sent by somebody else since, stays as they have settled it.
_SETTLE = query("""
    update webhook_messages m
    set state = n.state, next_at = n.next_at, claimed_until = null,
        tried = m.tried + case when n.attempt is null then 0 else 1 end,
        attempts = case when n.attempt is null then m.attempts
            when jsonb_array_length(m.attempts) < :most then m.attempts || n.attempt
            else (m.attempts - 0) || n.attempt end
    from unnest(cast(:students as uuid[]), cast(:events as uuid[]), cast(:states as text[]),
                cast(:next_at as timestamptz[]), cast(:attempts as jsonb[]))
        as n (student_id, event_id, state, next_at, attempt)
    where m.institution_id = :institution_id and m.webhook_id = :webhook_id
      and m.student_id = n.student_id and m.event_id = n.event_id and m.claimed_until = :until
""")
_THESE = (Row.institution_id == INSTITUTION, Row.webhook_id == uuid("webhook_id"))
_LATEST = query(
    select(Row.event_id, Row.type, Row.occurred_at, Row.state, Row.tried, Row.next_at, Row.attempts)
    .where(
        *_THESE,
        tuple_(Row.occurred_at, Row.event_id) < tuple_(moment("before"), uuid("before_event")),
    )
    .order_by(Row.occurred_at.desc(), Row.event_id.desc())
    .limit(number("limit")),
    _sent,
)
_REPLAY = """
    update webhook_messages set state = 'waiting', tried = 0, next_at = :now
    where institution_id = :institution_id and webhook_id = :webhook_id and {which}
"""
_REPLAY_ONE = query(_REPLAY.format(which="event_id = :event_id"))
_REPLAY_SINCE = query(_REPLAY.format(which="occurred_at >= :since"))
_PURGE = query(delete(Row).where(Row.institution_id == INSTITUTION, Row.occurred_at < moment("before")))
MOST_ATTEMPTS = 30
"""As many are kept of a message that is replayed again and again: the latest."""


async def tell(
    transaction: Transaction, event_type: EventType, happened: Sequence[Happened], now: datetime
) -> None:
    """Write it down for every receiver that is told of such; they get it if the transaction stands."""
    await transaction.execute(
        _TELL,
        type=event_type,
        events=[each.event_id for each in happened],
        students=[each.student_id for each in happened],
        ids=[dict(each.ids) for each in happened],
        sections=[",".join(each.sections) for each in happened],
        now=now,
    )


async def claim(
    transaction: Transaction, webhook_id: WebhookId, *, now: datetime, until: datetime, limit: int
) -> list[Message]:
    """Messages that are due, of each student the first at most; until then nobody else gets them."""
    return await transaction.fetch(_CLAIM, webhook_id=webhook_id, now=now, until=until, limit=limit)


async def settle(
    transaction: Transaction, webhook_id: WebhookId, outcomes: Sequence[Outcome], until: datetime
) -> None:
    """Keep what became of messages that were claimed until that moment."""
    await transaction.execute(
        _SETTLE,
        webhook_id=webhook_id,
        students=[each.message.student_id for each in outcomes],
        events=[each.message.event_id for each in outcomes],
        states=[each.state for each in outcomes],
        next_at=[each.next_at for each in outcomes],
        attempts=[None if each.attempt is None else _kept(each.attempt) for each in outcomes],
        most=MOST_ATTEMPTS,
        until=until,
    )


def _kept(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempted_at": attempt.attempted_at.isoformat(),
        "status": attempt.status,
        "problem": attempt.problem,
        "milliseconds": attempt.milliseconds,
    }


async def list_latest(
    transaction: Transaction, webhook_id: WebhookId, *, before: tuple[datetime, EventId], limit: int
) -> list[SentMessage]:
    """Latest first, from the one before `before`."""
    return await transaction.fetch(
        _LATEST, webhook_id=webhook_id, before=before[0], before_event=before[1], limit=limit
    )


async def replay(
    transaction: Transaction, webhook_id: WebhookId, of: EventId | datetime, now: datetime
) -> int:
    """That one, or whatever happened since then, is to be sent again; returns how many."""
    if isinstance(of, datetime):
        return await transaction.execute(_REPLAY_SINCE, webhook_id=webhook_id, since=of, now=now)
    return await transaction.execute(_REPLAY_ONE, webhook_id=webhook_id, event_id=of, now=now)


async def purge(transaction: Transaction, before: datetime) -> int:
    """Delete what happened before then, sent or not; returns how many."""
    return await transaction.execute(_PURGE, before=before)
