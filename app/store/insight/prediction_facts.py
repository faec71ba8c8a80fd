"""What predictions are made of: students' modules, their work and their activity by day, for many at once."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from app.db.query import query
from app.db.transaction import Transaction
from app.ids import ModuleRunId, StudentId


class Taken(NamedTuple):
    """A student on a module run that goes on today, with the assessed work of it, handed in or not.

    The work is three columns, one big-endian double for each piece, in one order. No examinations, and no
    mark that was carried over.
    """

    student_id: StudentId
    module_run_id: ModuleRunId
    code: str
    module: str
    """The module's code."""
    title: str
    begins_on: date
    registered_on: date | None
    left_on: date | None
    """None: the student has not left."""
    earlier_attempts: int
    """How many earlier runs of the module the student was on."""
    due: bytes
    """Day of the module run, from 0; NaN: it has none."""
    submitted: bytes
    """Day of the module run; NaN: it was not handed in."""
    mark: bytes
    """0 to 100; NaN: there is none."""


class Active(NamedTuple):
    """What a student did online in a module run: months in the sources that count, one after the other."""

    student_id: StudentId
    module_run_id: ModuleRunId
    first: bytes
    """Of each month, its first day as a day of the module run: one big-endian double."""
    amounts: bytes
    """Of each month, as stored: what each day's events add up to, of kinds that count and no others."""


TAKEN = query(
    """
    select e.student_id, e.module_run_id, r.code, m.code, m.title, r.starts_on, e.starts_on, e.ends_before,
           (select count(*) from enrolments o join module_runs b using (institution_id, module_run_id)
            where o.institution_id = e.institution_id and o.student_id = e.student_id
              and b.module_id = r.module_id and b.starts_on < r.starts_on),
           coalesce(w.due, ''::bytea), coalesce(w.submitted, ''::bytea), coalesce(w.mark, ''::bytea)
    from enrolments e
    join module_runs r using (institution_id, module_run_id)
    join modules m using (institution_id, module_id)
    left join (
        select student_id, module_run_id,
               string_agg(float8send(due), ''::bytea order by assessment_id) as due,
               string_agg(float8send(submitted), ''::bytea order by assessment_id) as submitted,
               string_agg(float8send(mark), ''::bytea order by assessment_id) as mark
        from (
            select e.student_id, e.module_run_id, a.assessment_id,
                   coalesce((a.due_on - r.starts_on)::float8, 'NaN') as due,
                   coalesce((s.submitted_on - r.starts_on)::float8, 'NaN') as submitted,
                   coalesce(s.mark, 'NaN') as mark
            from enrolments e
            join module_runs r using (institution_id, module_run_id)
            join assessments a using (institution_id, module_run_id)
            left join submissions s using (institution_id, student_id, assessment_id)
            where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
              and r.starts_on <= :today and r.ends_before > :today
              and lower(a.kind) not like 'exam%' and s.carried_over is not true) pieces
        group by student_id, module_run_id) w using (student_id, module_run_id)
    where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
      and r.starts_on <= :today and r.ends_before > :today
    order by e.student_id, r.code
    """,
    Taken,
)
ACTIVE = query(
    """
    select a.student_id, a.module_run_id,
           string_agg(float8send((a.month - r.starts_on)::float8), ''::bytea),
           string_agg(a.amounts, ''::bytea)
    from module_activity_months a join module_runs r using (institution_id, module_run_id)
    where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
      and r.starts_on <= :today and r.ends_before > :today
      and a.source = any(cast(:sources as text[])) and a.month <= :last and a.month > r.starts_on - 31
    group by a.student_id, a.module_run_id
    """,
    Active,
)


async def list_taken(transaction: Transaction, students: Collection[StudentId], today: date) -> list[Taken]:
    """The module runs that go on today, of each of the students whom the asker sees."""
    return await transaction.fetch(TAKEN, students=list(students), today=today)


async def list_activity(
    transaction: Transaction,
    students: Collection[StudentId],
    today: date,
    sources: Collection[str],
    last: date,
) -> list[Active]:
    """Their activity in these sources, of months up to that of a day; a run without any has no row."""
    return await transaction.fetch(
        ACTIVE, students=list(students), today=today, sources=sorted(sources), last=last
    )
