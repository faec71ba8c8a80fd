"""Deliveries: what other systems send, many at once, each answered for; one bad one stops no other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from app.actions.context import Here
from app.ids import StudentId
from app.db import bulk
from app.store.people import students
from app.store.tables import Table


class Fate(StrEnum):
    """What became of one item of a delivery."""

    RECORDED = "recorded"
    REPLACED = "replaced"
    """It was known with other content, and the new word counts."""
    KNOWN = "known"
    """The very same is there already: nothing changed."""
    CONFLICT = "conflict"
    """Something else is there under that id: nothing changed, the sender must sort it out."""
    WAITING = "waiting"
    """The roster does not know the student, or the module run, yet: kept until it does."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Answer:
    fate: Fate
    detail: str | None = None


class Named(Protocol):
    """Something about a student, as another system names them."""

    @property
    def system(self) -> str: ...

    @property
    def identifier(self) -> str: ...


UNKNOWN_STUDENT = "identifier: no student has this identifier"


async def find_students(here: Here, items: Iterable[Named]) -> dict[tuple[str, str], StudentId]:
    """Who the items are about, by (system, identifier); unknown ones are absent."""
    named: dict[str, set[str]] = {}
    for item in items:
        named.setdefault(item.system, set()).add(item.identifier)
    found: dict[tuple[str, str], StudentId] = {}
    for system, identifiers in named.items():
        known = await students.find_by_identifier(
            here.session, here.institution.institution_id, system, identifiers
        )
        found |= {(system, identifier): student for identifier, student in known.items()}
    return found


async def upsert_each(
    here: Here, table: type[Table], placed: Sequence[Mapping[str, Any] | str]
) -> list[Answer]:
    """Store rows and answer for each, in order; a string instead of a row is why it is rejected."""
    key = [column.name for column in table.__table__.primary_key]
    rows: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    repeated = set()
    for at, row in enumerate(placed):
        if not isinstance(row, str):
            named = tuple(row[column] for column in key)
            if named in rows:
                repeated.add(at)
            rows.setdefault(named, row)
    outcomes = await bulk.upsert_each(here.session, table, list(rows.values())) if rows else {}

    def answer(at: int, row: Mapping[str, Any] | str) -> Answer:
        if isinstance(row, str):
            return Answer(Fate.REJECTED, row)
        if at in repeated:
            return Answer(Fate.REJECTED, "stands in this delivery before")
        inserted = outcomes.get(tuple(row[column] for column in key))
        if inserted is None:
            return Answer(Fate.KNOWN)
        return Answer(Fate.RECORDED if inserted else Fate.REPLACED)

    return [answer(at, row) for at, row in enumerate(placed)]
