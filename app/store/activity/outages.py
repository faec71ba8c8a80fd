"""Outages: days on which a source is known to have been down."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, insert, select

from app.db.query import INSTITUTION, day, flag, query, uuid, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import OutageId
from app.store import institutions
from app.store.activity.tables import SourceOutage as Row


@dataclass(frozen=True, slots=True)
class Outage:
    outage_id: OutageId
    source: str
    starts_on: date
    ends_before: date
    note: str
    automatic: bool
    """Recorded by the service itself: the source stayed away for longer than the profile allows."""

    def touches(self, first: date, last: date) -> bool:
        """Whether any of the days from `first` to `last` is one of it."""
        return self.starts_on <= last and self.ends_before > first


_COLUMNS = (Row.outage_id, Row.source, Row.starts_on, Row.ends_before, Row.note, Row.automatic)
_MINE = Row.institution_id == INSTITUTION
ALL = query(select(*_COLUMNS).where(_MINE).order_by(Row.starts_on, Row.source, Row.outage_id), Outage)
_ONE = query(select(*_COLUMNS).where(_MINE, Row.outage_id == uuid("outage_id")), Outage)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        outage_id=uuid("outage_id"),
        source=word("source"),
        starts_on=day("starts_on"),
        ends_before=day("ends_before"),
        note=word("note"),
        automatic=flag("automatic"),
    )
)
_REMOVE = query(delete(Row).where(_MINE, Row.outage_id == uuid("outage_id")))


async def list_all(transaction: Transaction) -> list[Outage]:
    """The institution's outages, earliest first."""
    return await transaction.fetch(ALL)


async def get(transaction: Transaction, outage_id: OutageId) -> Outage:
    """Raises NotFound."""
    found = await transaction.find(_ONE, outage_id=outage_id)
    if found is None:
        raise NotFound("there is no such outage")
    return found


async def add(
    transaction: Transaction,
    source: str,
    starts_on: date,
    ends_before: date,
    note: str,
    *,
    automatic: bool = False,
) -> Outage:
    outage = Outage(OutageId(uuid4()), source, starts_on, ends_before, note, automatic)
    await transaction.execute(
        _ADD,
        outage_id=outage.outage_id,
        source=source,
        starts_on=starts_on,
        ends_before=ends_before,
        note=note,
        automatic=automatic,
    )
    await institutions.raise_version(transaction)
    return outage


async def remove(transaction: Transaction, outage_id: OutageId) -> None:
    """Raises NotFound where somebody else has just removed it."""
    if not await transaction.execute(_REMOVE, outage_id=outage_id):
        raise NotFound("there is no such outage")
    await institutions.raise_version(transaction)
