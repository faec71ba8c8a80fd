"""Retention: what is due, counted or deleted batch by batch, and the runs that did it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.db.query import INSTITUTION, columns, day, moment, number, query, uuid, word
from app.db.transaction import Transaction
from app.ids import RetentionRunId, StudentId
from app.store.governance.tables import RetentionRun as Row


class Found(NamedTuple):
    """What a table, or a category, had that was due."""

    rows: int = 0
    oldest: date | None = None
    """The oldest day of what was due."""
    next: date | None = None
    """The oldest day of what is not due yet."""

    def and_also(self, other: "Found") -> "Found":
        return Found(
            self.rows + other.rows, _earlier(self.oldest, other.oldest), _earlier(self.next, other.next)
        )


class TableRule(NamedTuple):
    """What is due of one table."""

    table: str
    counted: str
    """`day`: rows of days before `before`. `left`: rows of students who left before it."""
    before: date
    anonymise: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A run, finished or not."""

    run_id: RetentionRunId
    begun_at: datetime
    day: date
    figures: Mapping[str, Mapping[str, Any]]
    finished_at: datetime | None
    signed: str | None


_RETAIN = query(
    "select last_student, counts::text from attune_retain(cast(:after as uuid), :limit,"
    " cast(cast(:rules as text) as jsonb), cast(cast(:others as text) as jsonb), :gone_before, :dry)",
    columns,
)
_OTHERS = query(
    "select due, oldest, next_day from attune_retain_others(:table, :before, :limit, :dry)", Found
)
_DROP = query("select rows_dropped, oldest from attune_drop_academic_year(:year, :before)", columns)
_FIGURES = bindparam("figures", type_=JSONB)
_BEGIN = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        run_id=uuid("run_id"),
        begun_at=moment("now"),
        day=day("day"),
        figures=_FIGURES,
    )
)
_ONE = (Row.institution_id == INSTITUTION, Row.run_id == uuid("run_id"))
_NOTE = query(update(Row).where(*_ONE).values(figures=_FIGURES))
_FINISH = query(update(Row).where(*_ONE).values(finished_at=moment("now"), signed=word("signed")))
_LATEST = query(
    select(Row.run_id, Row.begun_at, Row.day, Row.figures, Row.finished_at, Row.signed)
    .where(Row.institution_id == INSTITUTION)
    .order_by(Row.begun_at.desc(), Row.run_id)
    .limit(number("limit")),
    Run,
)


async def retain_students(
    transaction: Transaction,
    after: StudentId | None,
    limit: int,
    rules: Sequence[TableRule],
    others: Mapping[str, date],
    gone_before: date,
    *,
    dry: bool,
) -> tuple[StudentId | None, dict[str, Found]]:
    """What is due of so many students after one: deleted, or (dry) counted.

    Returns the last of them, and by table.
    """
    given = json.dumps([{**each._asdict(), "before": each.before.isoformat()} for each in rules])
    last, counts = await transaction.fetch_one(
        _RETAIN,
        after=after,
        limit=limit,
        rules=given,
        others=json.dumps({name: before.isoformat() for name, before in others.items()}),
        gone_before=gone_before,
        dry=dry,
    )
    found = {
        name: Found(each["rows"], _day(each["oldest"]), _day(each["next"]))
        for name, each in json.loads(counts).items()
    }
    return last, found


async def retain_others(
    transaction: Transaction, table: str, before: date, limit: int, *, dry: bool
) -> Found:
    """The same of a table of `OTHERS`: so many rows at once, or (dry) all of them."""
    return await transaction.fetch_one(_OTHERS, table=table, before=before, limit=limit, dry=dry)


async def drop_year(transaction: Transaction, academic_year: int, before: date) -> Found | None:
    """The events of a past year, all at once; None where that cannot be.

    Raises Unavailable where somebody reads them for longer than a tenth of a second.
    """
    rows, oldest = await transaction.fetch_one(_DROP, year=academic_year, before=before)
    return None if rows is None else Found(rows, oldest)


async def begin(transaction: Transaction, run_id: RetentionRunId, now: datetime, on: date) -> None:
    await transaction.execute(_BEGIN, run_id=run_id, now=now, day=on, figures={})


async def note(transaction: Transaction, run_id: RetentionRunId, figures: Mapping[str, Any]) -> None:
    """What the run has done so far."""
    await transaction.execute(_NOTE, run_id=run_id, figures=dict(figures))


async def finish(transaction: Transaction, run_id: RetentionRunId, now: datetime, signed: str) -> None:
    await transaction.execute(_FINISH, run_id=run_id, now=now, signed=signed)


async def list_latest(transaction: Transaction, limit: int) -> list[Run]:
    """Runs, the latest first."""
    return await transaction.fetch(_LATEST, limit=limit)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((each for each in (one, other) if each is not None), default=None)
