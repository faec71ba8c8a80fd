"""Delivery receipts: what a system delivered, for that system to read."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import any_, bindparam, delete, insert, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB

from app.db.query import HERE, INSTITUTION, moment, number, query, uuid, word, words
from app.db.transaction import Transaction
from app.ids import DeliveryId, InstitutionId
from app.store.exchange.tables import DeliveryReceipt as Row


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    delivery_id: DeliveryId
    delivered_at: datetime
    kind: str
    sources: list[str]
    """Of the items that could be read, by name."""
    counts: dict[str, Any]
    """By outcome: how many items had it; outcomes that none had are absent."""
    data_as_of: dict[str, Any]
    """By source: how far its data reach, as this delivery said (ISO 8601)."""


_MINE = (Row.institution_id == INSTITUTION, Row.issuer == word("issuer"), Row.subject == word("subject"))
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        issuer=word("issuer"),
        subject=word("subject"),
        delivery_id=uuid("delivery_id"),
        delivered_at=moment("delivered_at"),
        kind=word("kind"),
        sources=words("sources"),
        counts=bindparam("counts", type_=JSONB),
        data_as_of=bindparam("data_as_of", type_=JSONB),
    )
)
_LATEST = query(
    select(Row.delivery_id, Row.delivered_at, Row.kind, Row.sources, Row.counts, Row.data_as_of)
    .where(
        *_MINE,
        tuple_(Row.delivered_at, Row.delivery_id) < tuple_(moment("before"), uuid("before_delivery")),
    )
    .order_by(Row.delivered_at.desc(), Row.delivery_id.desc())
    .limit(number("limit")),
    DeliveryReceipt,
)
_PURGE = query(delete(Row).where(Row.institution_id == any_(HERE), Row.delivered_at <= moment("before")))


async def add(transaction: Transaction, issuer: str, subject: str, receipt: DeliveryReceipt) -> None:
    await transaction.execute(
        _ADD,
        issuer=issuer,
        subject=subject,
        delivery_id=receipt.delivery_id,
        delivered_at=receipt.delivered_at,
        kind=receipt.kind,
        sources=receipt.sources,
        counts=receipt.counts,
        data_as_of=receipt.data_as_of,
    )


async def list_latest(
    transaction: Transaction, issuer: str, subject: str, *, before: tuple[datetime, DeliveryId], limit: int
) -> list[DeliveryReceipt]:
    """One login's, latest first, from the one before `before`."""
    return await transaction.fetch(
        _LATEST, issuer=issuer, subject=subject, before=before[0], before_delivery=before[1], limit=limit
    )


async def purge(transaction: Transaction, here: Collection[InstitutionId], before: datetime) -> int:
    """Delete what is older, of every login of these institutions, for upkeep; returns how many."""
    return await transaction.execute(_PURGE, here=here, before=before)
