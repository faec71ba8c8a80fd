"""Org units: the institution's tree."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.db.query import INSTITUTION, query, uuid, word
from app.db.transaction import Transaction
from app.ids import OrgUnitId
from app.store.people.tables import OrgUnit as Row


@dataclass(frozen=True, slots=True)
class OrgUnit:
    org_unit_id: OrgUnitId
    code: str
    name: str
    kind: str
    parent: str | None
    """The parent's code."""


_parent = aliased(Row)
_ALL = query(
    select(Row.org_unit_id, Row.code, Row.name, Row.kind, _parent.code)
    .outerjoin(
        _parent, and_(_parent.institution_id == Row.institution_id, _parent.org_unit_id == Row.parent_id)
    )
    .where(Row.institution_id == INSTITUTION)
    .order_by(Row.code),
    OrgUnit,
)
_VALUES = {"name": word("name"), "kind": word("kind"), "parent_id": uuid("parent_id")}
_RECORD = query(
    insert(Row)
    .values(institution_id=INSTITUTION, org_unit_id=uuid("new_id"), code=word("code"), **_VALUES)
    .on_conflict_do_update(index_elements=[Row.institution_id, Row.code], set_=_VALUES)
)


async def list_all(transaction: Transaction) -> list[OrgUnit]:
    """The institution's org units, by code."""
    return await transaction.fetch(_ALL)


async def record(
    transaction: Transaction, *, code: str, name: str, kind: str, parent_id: OrgUnitId | None
) -> None:
    """The org unit with that code, made or changed."""
    await transaction.execute(
        _RECORD, new_id=OrgUnitId(uuid4()), code=code, name=name, kind=kind, parent_id=parent_id
    )
