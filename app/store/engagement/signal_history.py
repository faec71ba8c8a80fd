"""Signal history: what a trial of past weeks needs besides the days that every judgement reads."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.access.vocabulary import Role
from app.db.query import one, query
from app.db.transaction import Transaction
from app.ids import StaffId, StudentId

_FIRST_DATA = query(
    """
    select least(
        (select min(month) from activity_months where institution_id = :institution_id),
        (select min((t.starts_at at time zone i.time_zone)::date)
         from teaching_sessions t join institutions i on i.institution_id = t.institution_id
         where t.institution_id = :institution_id))
    """,
    one,
)


class Tutoring(NamedTuple):
    """A tutorship, in the order in which a signal falls to somebody (`signals.settle_owners`)."""

    student_id: StudentId
    staff_id: StaffId
    starts_on: date
    ends_before: date | None

    def is_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or self.ends_before > day)


_TUTORS = query(
    """
    select t.student_id, t.staff_id, t.starts_on, t.ends_before
    from tutorships t
    where t.institution_id = :institution_id and t.student_id = any(cast(:students as uuid[]))
      and t.kind = any(cast(:roles as text[]))
    order by t.student_id, array_position(cast(:roles as text[]), t.kind), t.starts_on, t.staff_id
    """,
    Tutoring,
)


async def first_data(transaction: Transaction) -> date | None:
    """The month, or the day of a teaching session, with which what is known begins."""
    found: date | None = await transaction.fetch_one(_FIRST_DATA)
    return found


async def tutors_of(
    transaction: Transaction, students: Collection[StudentId], roles: Sequence[Role]
) -> Mapping[StudentId, Sequence[Tutoring]]:
    """By student, whoever tutors or tutored them, whomever a signal falls to first."""
    found: dict[StudentId, list[Tutoring]] = defaultdict(list)
    for each in await transaction.fetch(_TUTORS, students=list(students), roles=list(roles)):
        found[each.student_id].append(each)
    return found
