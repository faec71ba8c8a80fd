"""Outages: days on which a source is known to have been down."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import delete, insert, select

from app.errors import NotFound
from app.ids import InstitutionId, OutageId
from app.db.session import Session
from app.store.tables import SourceOutage


@dataclass(frozen=True, slots=True)
class Outage:
    outage_id: OutageId
    source: str
    starts_on: date
    ends_before: date
    note: str


_COLUMNS = (
    SourceOutage.outage_id,
    SourceOutage.source,
    SourceOutage.starts_on,
    SourceOutage.ends_before,
    SourceOutage.note,
)


async def list_between(
    session: Session, institution_id: InstitutionId, first: date, last: date
) -> list[Outage]:
    """Outages that touch the days from `first` to `last`, earliest first."""
    found = await session.execute(
        select(*_COLUMNS)
        .where(
            SourceOutage.institution_id == institution_id,
            SourceOutage.starts_on <= last,
            SourceOutage.ends_before > first,
        )
        .order_by(SourceOutage.starts_on, SourceOutage.source, SourceOutage.outage_id)
    )
    return [Outage(*row) for row in found]


async def get(session: Session, institution_id: InstitutionId, outage_id: OutageId) -> Outage:
    """Raises NotFound."""
    found = await session.execute(
        select(*_COLUMNS).where(
            SourceOutage.institution_id == institution_id, SourceOutage.outage_id == outage_id
        )
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound("there is no such outage")
    return Outage(*row)


async def add(
    session: Session,
    institution_id: InstitutionId,
    source: str,
    starts_on: date,
    ends_before: date,
    note: str,
) -> Outage:
    outage = Outage(OutageId(uuid4()), source, starts_on, ends_before, note)
    await session.execute(
        insert(SourceOutage).values(
            outage_id=outage.outage_id,
            institution_id=institution_id,
            source=source,
            starts_on=starts_on,
            ends_before=ends_before,
            note=note,
        )
    )
    return outage


async def remove(session: Session, outage_id: OutageId) -> None:
    await session.execute(delete(SourceOutage).where(SourceOutage.outage_id == outage_id))
