"""Absences: who, of many students, has been absent and never present in some days, and their register."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from app.access.vocabulary import Role
from app.db.query import columns, query
from app.db.transaction import Transaction
from app.ids import StudentId


class RegisteredStudent(NamedTuple):
    """A student registered on a day, and by which roles the asker sees them."""

    student_id: StudentId
    visible_by: tuple[Role, ...]


class RegisterDay(NamedTuple):
    """How many sessions of a student's day have that state."""

    student_id: StudentId
    day: date
    state: str
    sessions: int


def _registered(student_id: StudentId, visible_by: str) -> RegisteredStudent:
    return RegisteredStudent(student_id, tuple(Role(each) for each in visible_by.split(",") if each))


_REGISTERED = query(
    """
    select s.student_id, concat_ws(',', v.visible_by, attune_sees_all_by())
    from students s
    left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
        on v.student_id = s.student_id
    where s.institution_id = :institution_id
      and exists (
        select 1 from registrations r
        where r.institution_id = :institution_id and r.student_id = s.student_id
          and r.level = any(cast(:levels as text[]))
          and r.starts_on <= :today and (r.ends_before is null or r.ends_before > :today))
    """,
    _registered,
)
_HERE = """
    here as (
        select i.time_zone,
               cast(:first_day as date)::timestamp at time zone i.time_zone as begins,
               (cast(:last_day as date) + 1)::timestamp at time zone i.time_zone as ends
        from institutions i where i.institution_id = :institution_id
    ), held as (
        select t.session_id, t.module_run_id, t.for_everyone,
               (t.starts_at at time zone h.time_zone)::date as day
        from here h
        join teaching_sessions t on t.institution_id = :institution_id
            and t.starts_at >= h.begins and t.starts_at < h.ends
    )
"""
_NEVER_PRESENT = query(
    f"""
    with {_HERE}
    select a.student_id
    from attendance a
    join held t on t.session_id = a.session_id
    where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
    group by a.student_id
    having count(*) filter (where a.status = 'present') = 0
       and count(*) filter (where a.status = 'absent') >= cast(:least_absences as int)
    """,
    StudentId,
)
_REGISTER = query(
    f"""
    with {_HERE}
    select x.student_id, x.day, x.state, count(*)
    from (
        select a.student_id, t.day, coalesce(a.status, 'no_record') as state
        from attendance a
        join held t on t.session_id = a.session_id
        where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
        union all
        select e.student_id, t.day, 'no_record'
        from enrolments e
        join held t on t.module_run_id = e.module_run_id and t.for_everyone
        where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
          and (e.starts_on is null or e.starts_on <= t.day)
          and (e.ends_before is null or e.ends_before > t.day)
          and not exists (
            select 1 from attendance a
            where a.institution_id = :institution_id and a.student_id = e.student_id
              and a.session_id = t.session_id)
    ) x
    group by x.student_id, x.day, x.state
    order by x.student_id, x.day, x.state
    """,
    RegisterDay,
)
_LAST_PRESENT = query(
    """
    select a.student_id, max((t.starts_at at time zone i.time_zone)::date)
    from institutions i
    join attendance a on a.institution_id = i.institution_id
    join teaching_sessions t on t.institution_id = i.institution_id and t.session_id = a.session_id
    where i.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
      and a.status = 'present'
      and t.starts_at < (cast(:last_day as date) + 1)::timestamp at time zone i.time_zone
    group by a.student_id
    """,
    columns,
)


async def list_registered(
    transaction: Transaction, levels: Collection[str], today: date
) -> list[RegisteredStudent]:
    """Everybody visible to the asker who is registered on the day, at one of the levels."""
    return await transaction.fetch(_REGISTERED, levels=list(levels), today=today)


async def list_never_present(
    transaction: Transaction, students: Collection[StudentId], first: date, last: date, least_absences: int
) -> list[StudentId]:
    """Those of the students who were absent so often from `first` to `last`, and never present."""
    return await transaction.fetch(
        _NEVER_PRESENT,
        students=list(students),
        first_day=first,
        last_day=last,
        least_absences=least_absences,
    )


async def list_register(
    transaction: Transaction, students: Collection[StudentId], first: date, last: date
) -> list[RegisterDay]:
    """Every session that the students were expected at, counted by student, day and state, ascending."""
    return await transaction.fetch(_REGISTER, students=list(students), first_day=first, last_day=last)


async def list_last_present(
    transaction: Transaction, students: Collection[StudentId], last: date
) -> dict[StudentId, date]:
    """The last day, up to `last`, on which each was present; who never was is absent."""
    return dict(await transaction.fetch(_LAST_PRESENT, students=list(students), last_day=last))
