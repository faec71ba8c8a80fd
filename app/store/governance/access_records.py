"""Access records: who looked at a student; added with every look, read by the student, never changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, tuple_

from app.access.roles import AskedRoles
from app.access.vocabulary import Audited, Role
from app.db.query import INSTITUTION, STUDENT, moment, number, one, query, uuid
from app.db.table import same
from app.db.transaction import Transaction
from app.ids import AccessId, StaffId, StudentId
from app.store.governance.tables import AccessRecord as Row
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class AccessRecord:
    access_id: AccessId
    seen_at: datetime
    staff_name: str
    role: str
    sections: Sequence[str]
    purpose: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who could see the student today, and by which role."""

    staff_id: StaffId
    staff_name: str
    role: str


_ADD = query("select attune_record_access(:students, :sections, :roles, :purpose, :outcome, :now)", one)
_LATEST = query(
    select(Row.access_id, Row.seen_at, Staff.name, Row.role, Row.sections, Row.purpose, Row.outcome)
    .join(Staff, same(Staff, Row, "staff_id"))
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        tuple_(Row.seen_at, Row.access_id) < tuple_(moment("before"), uuid("before_access")),
    )
    .order_by(Row.seen_at.desc(), Row.access_id.desc())
    .limit(number("limit")),
    AccessRecord,
)
_VIEWERS = query(
    """
    select v.staff_id, s.name, v.role
    from attune_viewers(:student_id, :roles, :reaches, :training_required, :today) v
    join staff s on s.institution_id = :institution_id and s.staff_id = v.staff_id
    order by array_position(cast(:roles as text[]), v.role), s.name, v.staff_id
    """,
    Viewer,
)


async def add(
    transaction: Transaction,
    shown: Mapping[StudentId, Collection[Audited]],
    roles: Iterable[Role],
    *,
    purpose: str,
    outcome: str,
    now: datetime,
) -> None:
    """Put a look on record: what was shown of each student, and the roles that open it, the closest first.

    Whose look it was, and by which of the roles each student was visible, the database knows.
    """
    await transaction.execute(
        _ADD,
        students=list(shown),
        sections=[",".join(each) for each in shown.values()],
        roles=list(roles),
        purpose=purpose,
        outcome=outcome,
        now=now,
    )


async def list_latest(
    transaction: Transaction, student_id: StudentId, *, before: tuple[datetime, AccessId], limit: int
) -> list[AccessRecord]:
    """The student's records, latest first, from the one before `before`."""
    return await transaction.fetch(
        _LATEST, student_id=student_id, before=before[0], before_access=before[1], limit=limit
    )


async def list_viewers(
    transaction: Transaction, student_id: StudentId, roles: AskedRoles, today: date
) -> list[Viewer]:
    """Who could see the student today in these roles, for the student alone."""
    return await transaction.fetch(
        _VIEWERS,
        student_id=student_id,
        roles=roles.names,
        reaches=roles.reaches,
        training_required=roles.training_required,
        today=today,
    )
