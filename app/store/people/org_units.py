"""Org units: the institution's tree."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.ids import InstitutionId, OrgUnitId
from app.db.session import Session
from app.store.tables import OrgUnit as Row


@dataclass(frozen=True, slots=True)
class OrgUnit:
    org_unit_id: OrgUnitId
    code: str
    name: str
    kind: str
    parent: str | None
    """The parent's code."""


async def list_all(session: Session, institution_id: InstitutionId) -> list[OrgUnit]:
    """The institution's org units, by code."""
    parent = aliased(Row)
    found = await session.execute(
        select(Row.org_unit_id, Row.code, Row.name, Row.kind, parent.code)
        .outerjoin(parent, parent.org_unit_id == Row.parent_id)
        .where(Row.institution_id == institution_id)
        .order_by(Row.code)
    )
    return [OrgUnit(*row) for row in found]


async def record(
    session: Session,
    institution_id: InstitutionId,
    *,
    code: str,
    name: str,
    kind: str,
    parent_id: OrgUnitId | None,
) -> None:
    """The org unit with that code, made or changed."""
    values = {"name": name, "kind": kind, "parent_id": parent_id}
    changed = await session.execute(
        update(Row).where(Row.institution_id == institution_id, Row.code == code).values(**values)
    )
    if not changed.rowcount:
        await session.execute(
            insert(Row).values(
                org_unit_id=OrgUnitId(uuid4()), institution_id=institution_id, code=code, **values
            )
        )
