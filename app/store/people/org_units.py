"""Org units: the institution's tree."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.db.query import INSTITUTION, one, query, uuid, word
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
_CIRCULAR = query(
    """
    with recursive above as (
        select o.code, o.org_unit_id, o.parent_id
        from org_units o
        where o.institution_id = :institution_id and o.parent_id is not null
        union
        select a.code, a.org_unit_id, p.parent_id
        from above a
        join org_units p on p.institution_id = :institution_id and p.org_unit_id = a.parent_id
        where p.parent_id is not null)
    select code from above where parent_id = org_unit_id order by code
    """,
    one,
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


async def list_circular(transaction: Transaction) -> list[str]:
    """The codes of those that are above themselves: to be asked by whoever has changed the tree."""
    return await transaction.fetch(_CIRCULAR)
