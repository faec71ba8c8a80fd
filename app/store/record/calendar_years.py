"""Calendar years: the terms and closure days that administrators have set for an academic year."""

from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from app.calendars.calendar import Term
from app.calendars.years import CalendarYear
from app.db.query import INSTITUTION, number, query
from app.db.transaction import Transaction
from app.store import institutions
from app.store.record.calendar_tables import CalendarYear as Row


def _year(academic_year: int, terms: list[Any], closure_days: dict[str, Any]) -> CalendarYear:
    return CalendarYear(
        academic_year,
        tuple(
            Term(title, date.fromisoformat(first), date.fromisoformat(last)) for title, first, last in terms
        ),
        {date.fromisoformat(day): title for day, title in sorted(closure_days.items())},
    )


def to_json(year: CalendarYear) -> dict[str, Any]:
    """Its terms and closure days, as they are stored and as the audit has them."""
    return {
        "terms": [[each.title, str(each.first), str(each.last)] for each in year.terms],
        "closure_days": {str(day): title for day, title in year.closure_days.items()},
    }


ALL = query(
    select(Row.academic_year, Row.terms, Row.closure_days)
    .where(Row.institution_id == INSTITUTION)
    .order_by(Row.academic_year),
    _year,
)
_VALUES = {
    "terms": bindparam("terms", type_=JSONB),
    "closure_days": bindparam("closure_days", type_=JSONB),
}
_RECORD = query(
    insert(Row)
    .values(institution_id=INSTITUTION, academic_year=number("academic_year"), **_VALUES)
    .on_conflict_do_update(index_elements=[Row.institution_id, Row.academic_year], set_=_VALUES)
)


async def lock(transaction: Transaction) -> None:
    """Nobody else changes a calendar until the transaction ends; an institution's row is its lock."""
    await institutions.lock_settings(transaction)


async def record(transaction: Transaction, year: CalendarYear) -> None:
    """Set the academic year's calendar, instead of any before."""
    await transaction.execute(_RECORD, academic_year=year.academic_year, **to_json(year))
    await institutions.raise_version(transaction)
