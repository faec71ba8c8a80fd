"""What the class of a module run opens and hands in, counted; read by elevated work only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from app.calendars.calendar import WEEK
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


class ClassSpell(NamedTuple):
    """From when until when a student is enrolled on the module run and registered; one can have several."""

    student_id: StudentId
    starts_on: date
    ends_before: date | None


class Opened(NamedTuple):
    """How many of a week's class opened a resource in it; without a Monday, of those counted so far, ever."""

    code: str
    monday: date | None
    students: int


class InTime(NamedTuple):
    """How many of the class of the week in which it was due handed in an assessment in time.

    Whoever has it from an earlier attempt did.
    """

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

    @property
    def mondays(self) -> list[date]:
        """Ascending."""
        return [self.first + at * WEEK for at in range(((self.last - self.first).days + 1) // WEEK.days)]


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
        select 1 from training_records g
        where g.institution_id = :institution_id and g.staff_id = t.staff_id
          and g.completed_on <= :today and g.ends_before > :today))
    """,
    one,
)
_CLASS = query(
    """
    select e.student_id, greatest(e.starts_on, g.starts_on), least(e.ends_before, g.ends_before)
    from enrolments e
    join registrations g on g.institution_id = e.institution_id and g.student_id = e.student_id
    where e.institution_id = :institution_id and e.module_run_id = :module_run_id
      and g.level = any(cast(:levels as text[])) and g.starts_on <= :last_day
      and (g.ends_before is null or g.ends_before > :first_day)
    order by e.student_id
    """,
    ClassSpell,
)
_OPENED = query(
    """
    with counted as (
        select c.student_id, c.monday
        from unnest(cast(:students as uuid[]), cast(:mondays as date[])) as c (student_id, monday)
    ), opened as materialized (
        select distinct e.object, e.student_id,
               cast(:first_day as date) + (e.day - cast(:first_day as date)) / 7 * 7 as monday
        from events e
        where e.institution_id = :institution_id and e.student_id = any(cast(:everybody as uuid[]))
          and e.academic_year = any(cast(:years as smallint[])) and e.day between :first_day and :last_day
          and e.module_run_id = :module_run_id and e.source = any(cast(:sources as text[]))
          and e.object is not null
    )
    select o.object, o.monday, count(*) from opened o join counted c using (student_id, monday)
    group by o.object, o.monday
    union all
    select o.object, null, count(distinct o.student_id) from opened o
    where o.student_id = any(cast(:so_far as uuid[]))
    group by o.object
    """,
    Opened,
)
_IN_TIME = query(
    """
    select a.code, a.kind, a.due_on, count(*) filter (where h.carried_over or h.submitted_on <= a.due_on)
    from assessments a
    left join (
        select s.institution_id, s.assessment_id, s.carried_over, s.submitted_on, c.monday
        from submissions s
        join unnest(cast(:students as uuid[]), cast(:mondays as date[])) as c (student_id, monday)
            on s.institution_id = :institution_id and c.student_id = s.student_id) h
        on h.institution_id = a.institution_id and h.assessment_id = a.assessment_id
       and h.monday = cast(:first_day as date) + (a.due_on - cast(:first_day as date)) / 7 * 7
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


Classes = Mapping[date, Sequence[StudentId]]
"""Of each week, by its Monday, whoever counts in it."""


async def list_class(
    transaction: Transaction, module_run_id: ModuleRunId, levels: Collection[str], days: Days
) -> list[ClassSpell]:
    """Of everybody who was enrolled, and registered at one of these levels, on some of the days; by id."""
    return await transaction.fetch(
        _CLASS,
        module_run_id=module_run_id,
        levels=list(levels),
        first_day=days.first,
        last_day=days.last,
    )


async def list_opened(
    transaction: Transaction,
    module_run_id: ModuleRunId,
    classes: Classes,
    so_far: Sequence[StudentId],
    sources: Collection[str],
    days: Days,
) -> list[Opened]:
    """By resource and week; and, of those who are counted so far, by resource.

    What nobody opened is absent.
    """
    return await transaction.fetch(
        _OPENED,
        module_run_id=module_run_id,
        everybody=sorted({*so_far, *(each for some in classes.values() for each in some)}),
        so_far=list(so_far),
        sources=sorted(sources),
        first_day=days.first,
        last_day=days.last,
        years=sorted(days.years),
        **_pairs(classes),
    )


async def list_in_time(
    transaction: Transaction, module_run_id: ModuleRunId, classes: Classes, days: Days
) -> list[InTime]:
    """Of the module run's assessments that were due in these days, the earliest first."""
    return await transaction.fetch(
        _IN_TIME,
        module_run_id=module_run_id,
        first_day=days.first,
        last_day=days.last,
        **_pairs(classes),
    )


def _pairs(classes: Classes) -> dict[str, list[Any]]:
    pairs = [(each, monday) for monday, some in classes.items() for each in some]
    return {"students": [each for each, _ in pairs], "mondays": [monday for _, monday in pairs]}
