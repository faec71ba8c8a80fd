"""Deliveries: what other systems send, many items at once. Each is answered for; a bad one stops no other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from app.actions.context import Context
from app.db import bulk
from app.db.table import InstitutionTable
from app.ids import StudentId
from app.store.people import students


class ItemOutcome(StrEnum):
    """What became of one item of a delivery."""

    RECORDED = "recorded"
    REPLACED = "replaced"
    """It was known with other content, and now has this."""
    KNOWN = "known"
    """The very same is there already: nothing changed."""
    CONFLICT = "conflict"
    """Something else is there under that id: nothing changed, the sender must sort it out."""
    WAITING = "waiting"
    """The roster does not know the student, or the module run, yet: kept until it does."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ItemResult:
    outcome: ItemOutcome
    detail: str | None = None
    """Why, where the outcome needs a reason."""


class Named(Protocol):
    """Something about a student, as another system names them."""

    @property
    def system(self) -> str: ...

    @property
    def identifier(self) -> str: ...


UNKNOWN_STUDENT = "identifier: no student has this identifier"


async def find_students(context: Context, items: Iterable[Named]) -> dict[tuple[str, str], StudentId]:
    """Who the items are about, by (system, identifier); unknown ones are absent."""
    named: dict[str, set[str]] = {}
    for item in items:
        named.setdefault(item.system, set()).add(item.identifier)
    found: dict[tuple[str, str], StudentId] = {}
    for system, identifiers in named.items():
        known = await students.find_by_identifier(context.transaction, system, identifiers)
        found |= {(system, identifier): student_id for identifier, student_id in known.items()}
    return found


async def upsert_each(
    context: Context,
    table: type[InstitutionTable],
    rows: Sequence[Mapping[str, Any] | str],
    key: Sequence[str] = (),
) -> list[ItemResult]:
    """Store the institution's rows and answer for each, in order.

    A string instead of a row is why the item is rejected. Rows need no `institution_id`. They are known by
    the columns of `key`, which are unique; without it, by the primary key.
    """
    key = key or [column.name for column in table.__table__.primary_key]
    owned = [
        row if isinstance(row, str) else {"institution_id": context.institution_id, **row} for row in rows
    ]
    distinct: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    repeated = set()
    for at, row in enumerate(owned):
        if not isinstance(row, str):
            named = tuple(row[column] for column in key)
            if named in distinct:
                repeated.add(at)
            distinct.setdefault(named, row)
    stored = {}
    if distinct:
        stored = await bulk.upsert_each(context.transaction, table, list(distinct.values()), key)

    def result(at: int, row: Mapping[str, Any] | str) -> ItemResult:
        if isinstance(row, str):
            return ItemResult(ItemOutcome.REJECTED, row)
        if at in repeated:
            return ItemResult(ItemOutcome.REJECTED, "stands in this delivery before")
        is_new = stored.get(tuple(row[column] for column in key))
        if is_new is None:
            return ItemResult(ItemOutcome.KNOWN)
        return ItemResult(ItemOutcome.RECORDED if is_new else ItemOutcome.REPLACED)

    return [result(at, row) for at, row in enumerate(owned)]
