"""What predictions are made of: students' modules, their work and their activity by day, for many at once."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, any_, func, select

from app.db.query import INSTITUTION, STUDENTS, day, query
from app.db.table import same
from app.db.transaction import Transaction
from app.ids import ModuleRunId, StudentId
from app.store.people.tables import Enrolment, Module, ModuleRun


class Taken(NamedTuple):
    """A student on a module run that goes on today."""

    student_id: StudentId
    module_run_id: ModuleRunId
    code: str
    module: str
    """The module's code."""
    title: str
    begins_on: date
    ends_before: date
    registered_on: date | None
    left_on: date | None
    """None: the student has not left."""
    earlier_attempts: int
    """How many earlier runs of the module the student was on."""


class Work(NamedTuple):
    """A student's assessed work in a module run, handed in or not: three columns, one double for each piece.

    Big-endian, in one order. No examinations, and no mark that was carried over.
    """

    student_id: StudentId
    module_run_id: ModuleRunId
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


_OTHER, _OTHER_RUN = (
    Enrolment.__table__.alias("other_enrolments"),
    ModuleRun.__table__.alias("other_runs"),
)
_EARLIER = (
    select(func.count())
    .select_from(
        _OTHER.join(
            _OTHER_RUN,
            and_(
                _OTHER_RUN.c.institution_id == _OTHER.c.institution_id,
                _OTHER_RUN.c.module_run_id == _OTHER.c.module_run_id,
            ),
        )
    )
    .where(
        _OTHER.c.institution_id == INSTITUTION,
        _OTHER.c.student_id == Enrolment.student_id,
        _OTHER_RUN.c.module_id == ModuleRun.module_id,
        _OTHER_RUN.c.starts_on < ModuleRun.starts_on,
    )
    .correlate(Enrolment, ModuleRun)
    .scalar_subquery()
)
TAKEN = query(
    select(
        Enrolment.student_id,
        ModuleRun.module_run_id,
        ModuleRun.code,
        Module.code.label("module"),
        Module.title,
        ModuleRun.starts_on,
        ModuleRun.ends_before,
        Enrolment.starts_on.label("registered_on"),
        Enrolment.ends_before.label("left_on"),
        _EARLIER,
    )
    .join(ModuleRun, same(ModuleRun, Enrolment, "module_run_id"))
    .join(Module, same(Module, ModuleRun, "module_id"))
    .where(
        Enrolment.institution_id == INSTITUTION,
        Enrolment.student_id == any_(STUDENTS),
        ModuleRun.starts_on <= day("today"),
        ModuleRun.ends_before > day("today"),
    )
    .order_by(Enrolment.student_id, ModuleRun.code),
    Taken,
)
WORK = query(
    """
    select student_id, module_run_id, string_agg(float8send(due), ''::bytea order by assessment_id),
           string_agg(float8send(submitted), ''::bytea order by assessment_id),
           string_agg(float8send(mark), ''::bytea order by assessment_id)
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
    group by student_id, module_run_id
    """,
    Work,
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


async def list_work(transaction: Transaction, students: Collection[StudentId], today: date) -> list[Work]:
    """The assessed work of those; a run without any has no row."""
    return await transaction.fetch(WORK, students=list(students), today=today)


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
