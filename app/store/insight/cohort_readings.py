"""Readings of cohorts: whose weekly figures somebody has read in an academic year. For elevated work."""

from collections.abc import Collection
from datetime import date, datetime

from app.db.query import one, query
from app.db.transaction import Transaction
from app.ids import StaffId, StudentId
from app.store.insight.cohorts import Cohort

_HAS = query(
    """
    select exists (
        select from cohort_readings r
        where r.institution_id = :institution_id and r.staff_id = :staff_id
          and r.academic_year = :academic_year and r.kind = :kind and r.group_id = :cohort)
    """,
    one,
)
# Enrolments and registrations of that academic year, whatever days of it were read.
_MOST_READ = query(
    """
    with groups as (
        select distinct r.kind, r.group_id from cohort_readings r
        where r.institution_id = :institution_id and r.academic_year = :academic_year
          and (cast(:staff_id as uuid) is null or r.staff_id = :staff_id)
          and (r.kind <> :kind or r.group_id <> :cohort)
    ), members as (
        select g.kind, g.group_id, e.student_id
        from groups g
        join enrolments e on e.institution_id = :institution_id and e.module_run_id = g.group_id
        where g.kind = 'module-runs' and (e.starts_on is null or e.starts_on <= :last_day)
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


async def has_read(transaction: Transaction, staff_id: StaffId, year: int, cohort: Cohort) -> bool:
    """Whether they have read figures of the cohort of that academic year."""
    found: bool = await transaction.fetch_one(
        _HAS, staff_id=staff_id, academic_year=year, kind=cohort.kind, cohort=cohort.identifier
    )
    return found


async def most_read(
    transaction: Transaction,
    staff_id: StaffId | None,
    year: int,
    cohort: Cohort,
    students: Collection[StudentId],
    first: date,
    last: date,
) -> int:
    """In how many other groups that were read one of the students is, at most; by that person, or by anybody.

    `first`, `last`: the academic year.
    """
    most: int = await transaction.fetch_one(
        _MOST_READ,
        staff_id=staff_id,
        academic_year=year,
        kind=cohort.kind,
        cohort=cohort.identifier,
        students=list(students),
        first_day=first,
        last_day=last,
    )
    return most


async def add(transaction: Transaction, staff_id: StaffId, year: int, cohort: Cohort, now: datetime) -> None:
    await transaction.execute(
        _ADD, staff_id=staff_id, academic_year=year, kind=cohort.kind, cohort=cohort.identifier, now=now
    )
