"""What the class of a module run opens and hands in, counted; read by elevated work only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from app.db.query import INSTITUTION, one, query, uuid
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import ModuleRunId, StaffId, StudentId
from app.scoring.models import AcademicYear
from app.store.people.tables import Module, ModuleRun


class NamedRun(NamedTuple):
    """A module run, what it is called, and when it is."""

    module_run_id: ModuleRunId
    code: str
    title: str
    starts_on: date
    ends_before: date


class Opened(NamedTuple):
    """How many students opened a resource in a week; without a Monday, in any of the weeks."""

    code: str
    monday: date | None
    students: int


class InTime(NamedTuple):
    """How many students handed in an assessment in time, or have it from an earlier attempt."""

    code: str
    kind: str
    due_on: date
    students: int


@dataclass(frozen=True, slots=True)
class Days:
    """Whole weeks, and the academic years that they lie in."""

    first: date
    last: date
    years: Collection[AcademicYear]


_RUN = query(
    select(ModuleRun.module_run_id, ModuleRun.code, Module.title, ModuleRun.starts_on, ModuleRun.ends_before)
    .join(Module, same(Module, ModuleRun, "module_id"))
    .where(ModuleRun.institution_id == INSTITUTION, ModuleRun.module_run_id == uuid("module_run_id")),
    NamedRun,
)
_TEACHES = query(
    """
    select 1 from teaching t
    join module_runs r on r.institution_id = t.institution_id and r.module_run_id = t.module_run_id
    where t.institution_id = :institution_id and t.module_run_id = :module_run_id and t.staff_id = :staff_id
      and r.starts_on <= :today and coalesce(t.ends_before, r.ends_before) > :today
      and (not :training_required or exists (
        select from training_records g
        where g.institution_id = t.institution_id and g.staff_id = t.staff_id
          and g.completed_on <= :today and g.ends_before > :today))
    """,
    one,
)
_CLASS = query(
    """
    select e.student_id from enrolments e
    where e.institution_id = :institution_id and e.module_run_id = :module_run_id
      and (e.starts_on is null or e.starts_on <= :monday)
      and (e.ends_before is null or e.ends_before > :sunday)
      and exists (
        select from registrations g
        where g.institution_id = e.institution_id and g.student_id = e.student_id
          and g.level = any(cast(:levels as text[])) and g.starts_on <= :monday
          and (g.ends_before is null or g.ends_before > :sunday))
    order by e.student_id
    """,
    one,
)
_OPENED = query(
    """
    select object, monday, count(distinct student_id)
    from (
        select e.object, date_trunc('week', e.day)::date as monday, e.student_id
        from events e
        where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
          and e.academic_year = any(cast(:years as smallint[])) and e.day between :first_day and :last_day
          and e.module_run_id = :module_run_id and e.source = any(cast(:sources as text[]))
          and e.object is not null) opened
    group by grouping sets ((object, monday), (object))
    """,
    Opened,
)
_IN_TIME = query(
    """
    select a.code, a.kind, a.due_on,
           count(*) filter (where s.carried_over or s.submitted_on <= a.due_on)
    from assessments a
    left join submissions s
        on s.institution_id = a.institution_id and s.assessment_id = a.assessment_id
       and s.student_id = any(cast(:students as uuid[]))
    where a.institution_id = :institution_id and a.module_run_id = :module_run_id
      and a.due_on between :first_day and :last_day
    group by a.code, a.kind, a.due_on
    order by a.due_on, a.code
    """,
    InTime,
)


async def get(transaction: Transaction, module_run_id: ModuleRunId) -> NamedRun:
    """Raises NotFound."""
    found = await transaction.find(_RUN, module_run_id=module_run_id)
    if found is None:
        raise NotFound("there is no such module run")
    return found


async def teaches(
    transaction: Transaction,
    staff_id: StaffId,
    module_run_id: ModuleRunId,
    today: date,
    *,
    training_required: bool,
) -> bool:
    """Whether somebody teaches on that module run today, and is trained where that is needed."""
    found = await transaction.find(
        _TEACHES,
        staff_id=staff_id,
        module_run_id=module_run_id,
        today=today,
        training_required=training_required,
    )
    return found is not None


async def list_class(
    transaction: Transaction, module_run_id: ModuleRunId, monday: date, sunday: date, levels: Collection[str]
) -> list[StudentId]:
    """Who was enrolled, and registered at one of these levels, all that week; by identifier."""
    return await transaction.fetch(
        _CLASS, module_run_id=module_run_id, monday=monday, sunday=sunday, levels=list(levels)
    )


async def list_opened(
    transaction: Transaction,
    module_run_id: ModuleRunId,
    students: Collection[StudentId],
    sources: Collection[str],
    days: Days,
) -> list[Opened]:
    """By resource and week, and by resource; what nobody opened is absent."""
    return await transaction.fetch(
        _OPENED,
        module_run_id=module_run_id,
        students=list(students),
        sources=sorted(sources),
        first_day=days.first,
        last_day=days.last,
        years=sorted(days.years),
    )


async def list_in_time(
    transaction: Transaction, module_run_id: ModuleRunId, students: Collection[StudentId], days: Days
) -> list[InTime]:
    """Of the module run's assessments that were due in these days, the earliest first."""
    return await transaction.fetch(
        _IN_TIME,
        module_run_id=module_run_id,
        students=list(students),
        first_day=days.first,
        last_day=days.last,
    )
