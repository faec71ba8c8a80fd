"""Statistics: what goes into their schema, and the figures that come out.

No query can name a table of theirs: the service's roles have no right to the schema. The functions of the
database do what they say (migrations/functions/0029_statistics.sql), and noise is drawn in there.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.db.query import one, query
from app.db.transaction import Transaction
from app.disclosure.variables import GroupKind, Variable
from app.ids import RequestId, StudentId


class StatisticsRow(NamedTuple):
    """One student's. None: not known."""

    student_id: StudentId
    date_of_birth: date | None
    codes: dict[Variable, str | None]


class PublishedFigure(NamedTuple):
    """A figure of a year; the category is `all` for the group as a whole, and null where there is none."""

    academic_year: int
    category: str | None
    people: int | None
    share: float | None


_TAKE = query("select attune_take_statistics(cast(cast(:rows as text) as jsonb))", one)
_PUBLISH = query("select attune_publish_statistics(:academic_year, :today, :now)", one)
_FIGURES = query(
    "select academic_year, category, people, share"
    " from attune_statistics(:variable, :kind, cast(:group_id as uuid), cast(:academic_year as int))",
    PublishedFigure,
)
_OWN = query("select attune_own_statistics(:request_id)::text", one)


async def take(transaction: Transaction, rows: Sequence[StatisticsRow]) -> int:
    """Store them in place of what is there; returns how many, and not which were other than before."""
    given = [
        {
            "student_id": str(each.student_id),
            "date_of_birth": each.date_of_birth and each.date_of_birth.isoformat(),
            **each.codes,
        }
        for each in rows
    ]
    stored: int = await transaction.fetch_one(_TAKE, rows=json.dumps(given))
    return stored


async def publish(transaction: Transaction, academic_year: int, today: date, now: datetime) -> bool:
    """Make the year's figures; False where there are some already."""
    made: bool = await transaction.fetch_one(_PUBLISH, academic_year=academic_year, today=today, now=now)
    return made


async def list_figures(
    transaction: Transaction, variable: Variable, kind: GroupKind, group_id: UUID, academic_year: int | None
) -> list[PublishedFigure]:
    """Those of a group, of the latest year unless one is named; none where nothing was published of it.

    A group of which nothing is published has a single one, without a category.
    """
    return await transaction.fetch(
        _FIGURES, variable=variable, kind=kind, group_id=group_id, academic_year=academic_year
    )


async def find_own(transaction: Transaction, request_id: RequestId) -> dict[str, Any] | None:
    """What is kept of the student who asks, with their copy of that request."""
    found = await transaction.fetch_one(_OWN, request_id=request_id)
    own: dict[str, Any] | None = None if found is None else json.loads(found)
    return own
