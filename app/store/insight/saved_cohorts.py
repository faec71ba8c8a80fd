"""Saved cohorts: the filters that somebody keeps. Row-level security shows their owner, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ARRAY, Text, bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.access.vocabulary import Role
from app.cohorts.conditions import Condition, Kind
from app.db.query import INSTITUTION, moment, number, one, query, uuid, word
from app.db.transaction import Transaction
from app.ids import CohortId, StaffId
from app.store.insight.cohort_tables import SavedCohort as Row


@dataclass(frozen=True, slots=True)
class SavedCohort:
    cohort_id: CohortId
    owner_id: StaffId
    name: str
    conditions: tuple[Condition, ...]
    roles: tuple[Role, ...]
    """Those that the owner's token had when they last said what the cohort is."""
    created_at: datetime
    changed_at: datetime
    evaluated_at: datetime | None


def stored_conditions(conditions: Sequence[Condition]) -> list[dict[str, Any]]:
    """As they are kept, and as the contract says them."""
    return [
        {"kind": each.kind, "any_of": list(each.any_of), "below": each.below, "days": each.days}
        for each in conditions
    ]


def _saved(
    cohort_id: CohortId,
    owner_id: StaffId,
    name: str,
    conditions: list[dict[str, Any]],
    roles: list[str],
    *moments: Any,  # noqa: ANN401 (columns)
) -> SavedCohort:
    read = tuple(
        Condition(Kind(each["kind"]), tuple(each["any_of"]), each["below"], each["days"])
        for each in conditions
    )
    return SavedCohort(cohort_id, owner_id, name, read, tuple(Role(each) for each in roles), *moments)


_COLUMNS = (
    Row.cohort_id, Row.owner_id, Row.name, Row.conditions, Row.roles, Row.created_at, Row.changed_at,
    Row.evaluated_at,
)  # fmt: skip
_ALL = query(select(*_COLUMNS).where(Row.institution_id == INSTITUTION).order_by(Row.cohort_id), _saved)
_OWN = select(*_COLUMNS).where(Row.institution_id == INSTITUTION, Row.owner_id == uuid("staff_id"))
_PAGE = query(
    _OWN.where(tuple_(Row.created_at, Row.cohort_id) > tuple_(moment("after"), uuid("after_id")))
    .order_by(Row.created_at, Row.cohort_id)
    .limit(number("limit")),
    _saved,
)
_ONE = query(_OWN.where(Row.cohort_id == uuid("cohort_id")), _saved)
_LOCK = query(_OWN.where(Row.cohort_id == uuid("cohort_id")).with_for_update(), _saved)
_COUNT = query(
    select(func.count()).where(Row.institution_id == INSTITUTION, Row.owner_id == uuid("staff_id")), one
)
_NAMED = query(
    select(Row.cohort_id).where(
        Row.institution_id == INSTITUTION, Row.owner_id == uuid("staff_id"), Row.name == word("name")
    ),
    one,
)
_SAID = {
    "name": word("name"),
    "conditions": bindparam("conditions", type_=JSONB),
    "roles": bindparam("roles", type_=ARRAY(Text)),
    "changed_at": moment("now"),
}
_THIS = (Row.institution_id == INSTITUTION, Row.cohort_id == uuid("cohort_id"))
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        cohort_id=uuid("cohort_id"),
        owner_id=uuid("staff_id"),
        created_at=moment("now"),
        **_SAID,
    )
)
_CHANGE = query(update(Row).where(*_THIS).values(**_SAID))
_DELETE = query(delete(Row).where(*_THIS))
_KNOWN = {
    "org_unit": "org_units", "programme": "programmes", "module_run": "module_runs",
}  # fmt: skip
_EXISTING = {
    noun: query(
        f"select {noun}_id from {table} where institution_id = :institution_id"
        f" and {noun}_id = any (cast(:listed as uuid[]))",
        one,
    )
    for noun, table in _KNOWN.items()
}

Position = tuple[datetime, CohortId]


async def list_all(transaction: Transaction) -> list[SavedCohort]:
    """Everybody's: for the institution's own work."""
    return await transaction.fetch(_ALL)


async def list_own(
    transaction: Transaction, staff_id: StaffId, *, after: Position, limit: int
) -> list[SavedCohort]:
    """Somebody's, the earliest first, from the one after `after`."""
    return await transaction.fetch(_PAGE, staff_id=staff_id, after=after[0], after_id=after[1], limit=limit)


async def find(
    transaction: Transaction, staff_id: StaffId, cohort_id: CohortId, *, lock: bool = False
) -> SavedCohort | None:
    """One of this person's; locked, if asked for, until the transaction ends."""
    return await transaction.find(_LOCK if lock else _ONE, staff_id=staff_id, cohort_id=cohort_id)


async def count(transaction: Transaction, staff_id: StaffId) -> int:
    found: int = await transaction.fetch_one(_COUNT, staff_id=staff_id)
    return found


async def find_named(transaction: Transaction, staff_id: StaffId, name: str) -> CohortId | None:
    """Which of this person's has that name."""
    return await transaction.find(_NAMED, staff_id=staff_id, name=name)


async def add(
    transaction: Transaction,
    staff_id: StaffId,
    name: str,
    conditions: Sequence[Condition],
    roles: Sequence[Role],
    now: datetime,
) -> CohortId:
    cohort_id = CohortId(uuid4())
    await transaction.execute(
        _ADD,
        cohort_id=cohort_id,
        staff_id=staff_id,
        name=name,
        conditions=stored_conditions(conditions),
        roles=list(roles),
        now=now,
    )
    return cohort_id


async def change(
    transaction: Transaction,
    cohort_id: CohortId,
    name: str,
    conditions: Sequence[Condition],
    roles: Sequence[Role],
    now: datetime,
) -> None:
    await transaction.execute(
        _CHANGE,
        cohort_id=cohort_id,
        name=name,
        conditions=stored_conditions(conditions),
        roles=list(roles),
        now=now,
    )


async def remove(transaction: Transaction, cohort_id: CohortId) -> None:
    """With its members and events."""
    await transaction.execute(_DELETE, cohort_id=cohort_id)


async def existing(transaction: Transaction, noun: str, listed: Sequence[str]) -> set[str]:
    """Those ids that the institution has org units, programmes or module runs of."""
    return {str(each) for each in await transaction.fetch(_EXISTING[noun], listed=list(listed))}
