"""The roster's rows: from codes and numbers to identifiers, and what overlaps."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, text

from app.ids import InstitutionId, StudentId
from app.db.session import Session
from app.store.tables import Table


async def hold_roster(session: Session, institution_id: InstitutionId) -> None:
    """Two imports at once would each make an identifier for the same new code: one waits."""
    await session.execute(
        text("select 1 from institutions where institution_id = :institution_id for no key update"),
        {"institution_id": institution_id},
    )


async def ids_by_code(
    session: Session, institution_id: InstitutionId, table: type[Table], code: str, identifier: str
) -> dict[str, Any]:
    """What the institution already knows: the identifier behind each code or number."""
    columns = table.__table__.c
    found = await session.execute(
        select(columns[code], columns[identifier]).where(columns["institution_id"] == institution_id)
    )
    return {row[0]: row[1] for row in found}


async def overlapping_registrations(session: Session, students: Iterable[StudentId]) -> set[StudentId]:
    """Students who would be registered twice on some day: a score could not tell which college's."""
    found = await session.execute(
        text(
            "select distinct a.student_id from registrations a join registrations b"
            " on a.student_id = b.student_id and a.starts_on < b.starts_on"
            " and coalesce(a.ends_before, 'infinity') > b.starts_on"
            " where a.student_id = any(:students)"
        ),
        {"students": list(students)},
    )
    return {StudentId(row.student_id) for row in found}
