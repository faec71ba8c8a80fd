"""Access records: who looked at a student; added with every look, read by the student, never changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, tuple_

from app.ids import AccessId, StudentId
from app.db.session import Session
from app.store.tables import AccessRecord as Row
from app.store.tables import Staff


@dataclass(frozen=True, slots=True)
class AccessRecord:
    access_id: AccessId
    seen_at: datetime
    staff_name: str
    role: str
    sections: Sequence[str]
    purpose: str
    outcome: str


_ADD = text("select attune_record_access(:students, :sections, :purpose, :outcome, :now)")


async def add(
    session: Session,
    students: Collection[StudentId],
    *,
    sections: Sequence[str],
    purpose: str,
    outcome: str,
    now: datetime,
) -> None:
    """Whose look it was, and in which role, the database knows from the transaction."""
    await session.execute(
        _ADD,
        {
            "students": list(students),
            "sections": list(sections),
            "purpose": purpose,
            "outcome": outcome,
            "now": now,
        },
    )


async def list_latest(
    session: Session,
    student_id: StudentId,
    *,
    before: tuple[datetime, AccessId] | None,
    limit: int,
) -> list[AccessRecord]:
    """The student's records, latest first, from the one before `before`."""
    query = (
        select(
            Row.access_id,
            Row.seen_at,
            Staff.name,
            Row.role,
            Row.sections,
            Row.purpose,
            Row.outcome,
        )
        .join(Staff, Staff.staff_id == Row.staff_id)
        .where(Row.student_id == student_id)
        .order_by(Row.seen_at.desc(), Row.access_id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(tuple_(Row.seen_at, Row.access_id) < before)
    return [AccessRecord(*row) for row in await session.execute(query)]
