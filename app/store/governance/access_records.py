"""Access records: who looked at a student; added with every look, read by the student, never changed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.access.roles import AskedRoles
from app.access.vocabulary import Audited, Role
from app.db.query import one, query
from app.db.transaction import Transaction
from app.ids import AccessId, StaffId, StudentId


@dataclass(frozen=True, slots=True)
class AccessRecord:
    access_id: AccessId
    seen_at: datetime
    staff_name: str
    """Of what another system took out: who received it."""
    role: str
    """Empty for another system."""
    sections: Sequence[str]
    purpose: str
    outcome: str
    dataset: str | None = None
    """Of what another system took out: which data set it was, and of which days."""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who could see the student today, and by which role."""

    staff_id: StaffId
    staff_name: str
    role: str


_ADD = query("select attune_record_access(:students, :sections, :roles, :purpose, :outcome, :now)", one)
# What another system took out is on record once, with a bit for each student, and not once for each.
_LATEST = query(
    """
    select * from (
        (select r.access_id, r.seen_at, s.name, r.role, r.sections, r.purpose, r.outcome,
                cast(null as text), cast(null as date), cast(null as date)
         from access_records r
         join staff s on s.institution_id = r.institution_id and s.staff_id = r.staff_id
         where r.institution_id = :institution_id and r.student_id = :student_id
           and (r.seen_at, r.access_id) < (:before, :before_access)
         order by r.seen_at desc, r.access_id desc limit :limit)
        union all
        (select e.export_id, e.begun_at, e.recipient, '', cast('{}' as text[]), e.purpose, 'exported',
                e.dataset, e.first_day, e.last_day
         from exports e
         where e.institution_id = :institution_id
           and attune_has_bit(e.students, (select attune_own_export_place()))
           and (e.begun_at, e.export_id) < (:before, :before_access)
         order by e.begun_at desc, e.export_id desc limit :limit)
    ) as found
    order by seen_at desc, access_id desc limit :limit
    """,
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
