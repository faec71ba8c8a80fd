"""Webhooks: the receivers that administrators have set up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from app.db.query import INSTITUTION, Query, moment, number, one, query, uuid, word, words
from app.db.transaction import Transaction
from app.ids import StaffId, WebhookId
from app.store.exchange.webhook_tables import Webhook as Row
from app.webhooks.events import EventType

ADMINISTRATOR, GONE, KEY_CHANGED = "administrator", "gone", "key_changed"
"""Why a webhook is disabled."""


@dataclass(frozen=True, slots=True)
class Webhook:
    webhook_id: WebhookId
    address: str
    description: str
    event_types: tuple[EventType, ...]
    secret_number: int
    secret_digest: str
    former_until: datetime | None
    disabled_because: str | None
    """None: it is told."""
    created_at: datetime
    changed_at: datetime


def _webhook(
    webhook_id: WebhookId,
    address: str,
    description: str,
    event_types: list[str],
    *rest: Any,  # noqa: ANN401 (columns of any type)
) -> Webhook:
    return Webhook(webhook_id, address, description, tuple(map(EventType, event_types)), *rest)


_COLUMNS = (
    Row.webhook_id, Row.address, Row.description, Row.event_types, Row.secret_number, Row.secret_digest,
    Row.former_until, Row.disabled_because, Row.created_at, Row.changed_at,
)  # fmt: skip
_MINE = Row.institution_id == INSTITUTION
_THIS = (_MINE, Row.webhook_id == uuid("webhook_id"))
_ALL = query(select(*_COLUMNS).where(_MINE).order_by(Row.created_at, Row.webhook_id), _webhook)
_ONE = query(select(*_COLUMNS).where(*_THIS), _webhook)
_LOCKED = query(select(*_COLUMNS).where(*_THIS).with_for_update(key_share=True), _webhook)
_COUNT = query(select(func.count()).select_from(Row).where(_MINE), one)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        webhook_id=uuid("webhook_id"),
        address=word("address"),
        description=word("description"),
        event_types=words("event_types"),
        secret_number=1,
        secret_digest=word("secret_digest"),
        created_by=uuid("staff_id"),
        created_at=moment("now"),
        changed_at=moment("now"),
    )
)
_CHANGE = query(
    update(Row)
    .where(*_THIS)
    .values(
        address=word("address"),
        description=word("description"),
        event_types=words("event_types"),
        disabled_because=word("disabled_because"),
        changed_at=moment("now"),
    )
)
_ROTATE = query(
    update(Row)
    .where(*_THIS)
    .values(
        secret_number=number("secret_number"),
        secret_digest=word("secret_digest"),
        former_until=moment("former_until"),
        changed_at=moment("now"),
    )
)
_DISABLE = query(
    update(Row)
    .where(*_THIS, Row.disabled_because.is_(None))
    .values(disabled_because=word("because"), changed_at=moment("now"))
)
_REMOVE = query(delete(Row).where(*_THIS))


async def list_all(transaction: Transaction) -> list[Webhook]:
    """The earliest first."""
    return await transaction.fetch(_ALL)


async def count(transaction: Transaction) -> int:
    return int(await transaction.fetch_one(_COUNT))


async def find(transaction: Transaction, webhook_id: WebhookId, *, lock: bool = False) -> Webhook | None:
    """With `lock`, nobody else changes it until the transaction ends; whoever tells of something may."""
    statement: Query[Webhook] = _LOCKED if lock else _ONE
    return await transaction.find(statement, webhook_id=webhook_id)


async def add(
    transaction: Transaction,
    webhook_id: WebhookId,
    *,
    address: str,
    description: str,
    event_types: list[EventType],
    secret_digest: str,
    staff_id: StaffId,
    now: datetime,
) -> None:
    await transaction.execute(
        _ADD,
        webhook_id=webhook_id,
        address=address,
        description=description,
        event_types=event_types,
        secret_digest=secret_digest,
        staff_id=staff_id,
        now=now,
    )


async def change(
    transaction: Transaction,
    webhook_id: WebhookId,
    *,
    address: str,
    description: str,
    event_types: list[EventType],
    disabled_because: str | None,
    now: datetime,
) -> None:
    await transaction.execute(
        _CHANGE,
        webhook_id=webhook_id,
        address=address,
        description=description,
        event_types=event_types,
        disabled_because=disabled_because,
        now=now,
    )


async def rotate(
    transaction: Transaction,
    webhook_id: WebhookId,
    *,
    secret_number: int,
    secret_digest: str,
    former_until: datetime | None,
    now: datetime,
) -> None:
    """From now on it has another secret."""
    await transaction.execute(
        _ROTATE,
        webhook_id=webhook_id,
        secret_number=secret_number,
        secret_digest=secret_digest,
        former_until=former_until,
        now=now,
    )


async def disable(transaction: Transaction, webhook_id: WebhookId, because: str, now: datetime) -> None:
    """Nothing more is sent there, unless an administrator enables it."""
    await transaction.execute(_DISABLE, webhook_id=webhook_id, because=because, now=now)


async def remove(transaction: Transaction, webhook_id: WebhookId) -> bool:
    """With its messages; False where it was gone already."""
    return await transaction.execute(_REMOVE, webhook_id=webhook_id) == 1
