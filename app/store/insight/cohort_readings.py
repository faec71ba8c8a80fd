"""Readings: of which groups somebody has read weekly figures of an academic year. For elevated work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from app.db.query import one, query
from app.db.transaction import Transaction
from app.ids import StaffId, StudentId
from app.store.insight.cohorts import FigureKind, WeeklyFigures

OWN = "own-module-insights"
"""The kind of a reading by whoever teaches the module run."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Figures, and who reads them."""

    figures: WeeklyFigures
    staff_id: StaffId
    own: bool = False
    """Whether they teach that module run."""

    @property
    def kind(self) -> str:
        return OWN if self.own else self.figures.kind


_HAS = query(
    """
    select exists (
        select 1 from cohort_readings r
        where r.institution_id = :institution_id and r.staff_id = :staff_id
          and r.academic_year = :academic_year and r.kind = any(cast(:kinds as text[]))
          and r.group_id = :cohort)
    """,
    one,
)
# Enrolments and registrations of that academic year, whatever days of it were read. What those who teach a
# module run read of it counts for themselves alone.
_MOST_READ = query(
    """
    with groups as (
        select distinct case r.kind when :own then :anybodys else r.kind end as kind, r.group_id
        from cohort_readings r
        where r.institution_id = :institution_id and r.academic_year = :academic_year
          and case when cast(:staff_id as uuid) is null then r.kind <> :own else r.staff_id = :staff_id end
          and (r.kind <> all (cast(:kinds as text[])) or r.group_id <> :cohort)
    ), members as (
        select g.kind, g.group_id, e.student_id
        from groups g
        join enrolments e on e.institution_id = :institution_id and e.module_run_id = g.group_id
        where g.kind in ('module-runs', 'module-insights')
          and (e.starts_on is null or e.starts_on <= :last_day)
          and (e.ends_before is null or e.ends_before > :first_day)
        union
        select g.kind, g.group_id, r.student_id
        from groups g
        join registrations r on r.institution_id = :institution_id
         and (g.kind = 'programmes' and r.programme_id = g.group_id
              or g.kind = 'colleges' and r.college_id = g.group_id)
        where r.starts_on <= :last_day and (r.ends_before is null or r.ends_before > :first_day)
    )
    select coalesce(max(x.groups), 0) from (
        select count(*) as groups from members m
        where m.student_id = any(cast(:students as uuid[]))
        group by m.student_id) x
    """,
    one,
)
_ADD = query(
    """
    insert into cohort_readings (institution_id, staff_id, academic_year, kind, group_id, first_read_at)
    values (:institution_id, :staff_id, :academic_year, :kind, :cohort, :now)
    on conflict do nothing
    """
)


def _same(reading: Reading) -> list[str]:
    """The kinds of readings that are of the same figures."""
    kind = reading.figures.kind
    return [kind, OWN] if kind is FigureKind.MODULE_INSIGHT else [kind]


async def has_read(transaction: Transaction, reading: Reading, year: int) -> bool:
    """Whether they have read these figures of that academic year, not only as whoever teaches them."""
    kinds = _same(reading) if reading.own else [reading.kind]
    found: bool = await transaction.fetch_one(
        _HAS,
        staff_id=reading.staff_id,
        academic_year=year,
        kinds=kinds,
        cohort=reading.figures.cohort.identifier,
    )
    return found


async def most_read(
    transaction: Transaction,
    reading: Reading,
    by: StaffId | None,
    year: int,
    students: Collection[StudentId],
    first: date,
    last: date,
) -> int:
    """In how many other groups that were read one of the students is, at most; by that person, or by anybody.

    `first`, `last`: the academic year.
    """
    most: int = await transaction.fetch_one(
        _MOST_READ,
        staff_id=by,
        academic_year=year,
        own=OWN,
        anybodys=FigureKind.MODULE_INSIGHT,
        kinds=_same(reading),
        cohort=reading.figures.cohort.identifier,
        students=list(students),
        first_day=first,
        last_day=last,
    )
    return most


async def add(transaction: Transaction, reading: Reading, year: int, now: datetime) -> None:
    await transaction.execute(
        _ADD,
        staff_id=reading.staff_id,
        academic_year=year,
        kind=reading.kind,
        cohort=reading.figures.cohort.identifier,
        now=now,
    )
