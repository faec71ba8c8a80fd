"""The roster's rows: from codes and numbers to identifiers, and what overlaps."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select

from app.db.query import INSTITUTION, Query, columns, one, query
from app.db.table import Table
from app.db.transaction import Transaction
from app.ids import StudentId

_LOCK = query("select 1 from institutions where institution_id = :institution_id for no key update")
_OVERLAPPING = query(
    """
    select distinct a.student_id
    from registrations a
    join registrations b
        on b.institution_id = a.institution_id and b.student_id = a.student_id
        and a.starts_on < b.starts_on and coalesce(a.ends_before, 'infinity') > b.starts_on
    where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
    """,
    one,
)
_LOGINS_ELSEWHERE = query(
    """
    select given.at::int - 1
    from unnest(cast(:issuers as text[]), cast(:subjects as text[]))
        with ordinality as given (issuer, subject, at)
    where not exists (
        select 1 from logins l
        where l.institution_id = :institution_id and l.issuer = given.issuer and l.subject = given.subject)
    order by given.at
    """,
    one,
)

_STANDING = {
    "enrolments": """
        select s.number, r.code, each.starts_on
        from enrolments each
        join students s on s.institution_id = each.institution_id and s.student_id = each.student_id
            and s.erased is null
        """,
    "teaching": """
        select s.number, r.code, null
        from teaching each
        join staff s on s.institution_id = each.institution_id and s.staff_id = each.staff_id
        """,
}
_STANDING_IN = {
    noun: query(
        f"""
        {begins}
        join module_runs r on r.institution_id = each.institution_id and r.module_run_id = each.module_run_id
        where each.institution_id = :institution_id and r.code = any(cast(:codes as text[]))
            and coalesce(each.ends_before, 'infinity') > cast(:day as date)
        """
    )
    for noun, begins in _STANDING.items()
}


async def standing_in(
    transaction: Transaction, noun: str, codes: Collection[str], day: date
) -> list[tuple[str, str, date | None]]:
    """Who is enrolled on, or teaches, the module runs on that day or later: number, code, the first day."""
    return await transaction.fetch(_STANDING_IN[noun], codes=list(codes), day=day)


async def lock_roster(transaction: Transaction) -> None:
    """One change of the roster at a time: two would each make an identifier for the same new code."""
    await transaction.execute(_LOCK)


@cache
def _ids_by_code(table: type[Table], code: str, identifier: str) -> Query[tuple[Any, ...]]:
    listed = table.__table__.c
    return query(
        select(listed[code], listed[identifier]).where(listed["institution_id"] == INSTITUTION), columns
    )


async def ids_by_code(
    transaction: Transaction, table: type[Table], code: str, identifier: str
) -> dict[str, Any]:
    """What the institution already knows: the identifier behind each code or number."""
    return dict(await transaction.fetch(_ids_by_code(table, code, identifier)))


async def logins_elsewhere(transaction: Transaction, logins: Sequence[Mapping[str, Any]]) -> list[int]:
    """Which of the logins, just imported, are another institution's, by their place: they are not here."""
    return await transaction.fetch(
        _LOGINS_ELSEWHERE,
        issuers=[each["issuer"] for each in logins],
        subjects=[each["subject"] for each in logins],
    )


async def overlapping_registrations(
    transaction: Transaction, students: Iterable[StudentId]
) -> set[StudentId]:
    """Students who would be registered twice on some day: a score could not tell which college's."""
    return set(await transaction.fetch(_OVERLAPPING, students=list(students)))
