"""Data quality: what checks read, over everybody and as counts only, and what they found last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, select

from app.db.query import INSTITUTION, Reads, query
from app.db.transaction import Transaction
from app.store import institutions
from app.store.governance.flagged_students import AFTER_END, AMONG_STAFF, IS_TEST
from app.store.governance.source_tables import DataQualityFinding as Row


@dataclass(frozen=True, slots=True)
class StoredFinding:
    name: str
    """The check's."""
    source: str
    """Empty: the institution as a whole."""
    first_day: date
    found: int
    usual: float | None
    checked_at: datetime


class DayCount(NamedTuple):
    """How many events a source has of a day."""

    source: str
    day: date
    many: int


class Some(NamedTuple):
    """How many of something there are, and the first day of it."""

    source: str
    many: int
    first_day: date | None


_EVENTS = """
    select * from events
    where institution_id = :institution_id and academic_year = any(cast(:years as smallint[]))
      and day between :first and :last
"""
_STUDENTS = "select '', count(*), null from students s where s.institution_id = :institution_id"
READS: Reads = {
    "counts": query(f"select source, day, count(*) from ({_EVENTS}) e group by source, day", DayCount),
    "after_end": query(
        f"""
        select '', count(distinct e.student_id), min(e.day) from ({_EVENTS}) e
        where {AFTER_END}
        """,
        Some,
    ),
    "duplicates": query(
        f"""
        select '', coalesce(sum(n - 1), 0)::int, min(day) from (
            select count(*) as n, min(day) as day from ({_EVENTS}) e
            group by student_id, kind, occurred_at, module_run_id, object having count(*) > 1) twice
        """,
        Some,
    ),
    "ahead": query(
        f"select source, count(*), min(day) from ({_EVENTS}) e where occurred_at > :now group by source", Some
    ),
    "staff": query(f"{_STUDENTS} and {AMONG_STAFF}", Some),
    "tests": query(f"{_STUDENTS} and {IS_TEST}", Some),
}
_ALL = query(
    select(Row.name, Row.source, Row.first_day, Row.found, Row.usual, Row.checked_at)
    .where(Row.institution_id == INSTITUTION)
    .order_by(Row.name, Row.source, Row.first_day),
    StoredFinding,
)
_CLEAR = query(delete(Row).where(Row.institution_id == INSTITUTION))
_ADD = query(
    """
    insert into data_quality_findings (institution_id, name, source, first_day, found, usual, checked_at)
    select :institution_id, * from unnest(
        cast(:names as text[]), cast(:sources as text[]), cast(:days as date[]), cast(:found as int[]),
        cast(:usual as double precision[]), cast(:checked as timestamptz[]))
    """
)


async def list_all(transaction: Transaction) -> list[StoredFinding]:
    """What the latest check found, and which checks found nothing, by check, source and day."""
    return await transaction.fetch(_ALL)


async def replace(transaction: Transaction, findings: Sequence[StoredFinding]) -> None:
    """Put these in the place of what was found before; two checks at once do so one after the other."""
    await institutions.lock_settings(transaction)
    await transaction.execute(_CLEAR)
    await transaction.execute(
        _ADD,
        names=[each.name for each in findings],
        sources=[each.source for each in findings],
        days=[each.first_day for each in findings],
        found=[each.found for each in findings],
        usual=[each.usual for each in findings],
        checked=[each.checked_at for each in findings],
    )
