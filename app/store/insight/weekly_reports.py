"""Weekly reports: whose School it is, who is in it, and what a week rests on, of many students at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.access.vocabulary import Role
from app.db.query import Reads, one, query
from app.db.transaction import Transaction
from app.ids import OrgUnitId, StaffId, StudentId
from app.store.activity import amounts, freshness
from app.store.governance import consent
from app.store.record import excluded_days


@dataclass(frozen=True, slots=True)
class School:
    """An org unit, with all that is below it."""

    org_unit_id: OrgUnitId
    code: str
    name: str
    kind: str
    granted: bool
    """Whether a grant of the asker's holds over it."""


class Studying(NamedTuple):
    """A student of a School, and where they study there."""

    student_id: StudentId
    number: str
    name: str | None
    department: str
    course: str


class StudiesFact(NamedTuple):
    """A registration at a level that the service covers."""

    student_id: StudentId
    starts_on: date
    ends_before: date | None
    college_id: OrgUnitId
    department_id: OrgUnitId
    study_mode: str


class AttendedFact(NamedTuple):
    """What the register says of one day."""

    student_id: StudentId
    day: date
    present: int
    absent: int
    """Without authorisation."""


class MarkedFact(NamedTuple):
    """That marks of an academic year's modules are not confirmed."""

    student_id: StudentId
    academic_year: int
    since: date
    """The first day that one of them is about."""


class SpellFact(NamedTuple):
    student_id: StudentId
    first: date
    last: date | None


# In force, held in a role that opens reports, by somebody trained where the role asks for it.
_SCHOOL = query(
    """
    with recursive above as (
        select u.org_unit_id, u.parent_id from org_units u
        where u.institution_id = :institution_id and u.code = :code
        union
        select o.org_unit_id, o.parent_id from org_units o join above a on o.org_unit_id = a.parent_id
        where o.institution_id = :institution_id
    )
    select u.org_unit_id, u.code, u.name, u.kind, exists (
        select from grants g
        where g.institution_id = :institution_id and g.staff_id = :staff_id and g.status = 'approved'
          and g.role = any(cast(:roles as text[])) and g.starts_on <= :today and g.ends_before > :today
          and (g.org_unit_id is null or g.org_unit_id in (select org_unit_id from above))
          and (g.role <> all(cast(:trained_roles as text[])) or exists (
                select from training_records t
                where t.institution_id = :institution_id and t.staff_id = :staff_id
                  and t.completed_on <= :today and t.ends_before > :today)))
    from org_units u
    where u.institution_id = :institution_id and u.code = :code
    """,
    School,
)
_BELOW = query(
    """
    with recursive below as (
        select cast(:org_unit_id as uuid) as org_unit_id
        union
        select o.org_unit_id from org_units o join below b on o.parent_id = b.org_unit_id
        where o.institution_id = :institution_id
    )
    select org_unit_id from below
    """,
    one,
)
# Somebody whom a role of the asker's shows that opens no reports is left out, whatever their grants.
_STUDYING = query(
    """
    with recursive below as (
        select cast(:org_unit_id as uuid) as org_unit_id
        union
        select o.org_unit_id from org_units o join below b on o.parent_id = b.org_unit_id
        where o.institution_id = :institution_id
    ), here as (
        select distinct on (r.student_id) r.student_id, p.title, p.org_unit_id
        from registrations r
        join programmes p on p.institution_id = :institution_id and p.programme_id = r.programme_id
        where r.institution_id = :institution_id and r.level = any(cast(:levels as text[]))
          and r.starts_on <= :last_day and (r.ends_before is null or r.ends_before > :first_day)
          and (r.college_id in (select org_unit_id from below)
               or p.org_unit_id in (select org_unit_id from below))
        order by r.student_id, r.starts_on desc
    )
    select s.student_id, s.number, s.name, o.name, h.title
    from here h
    join students s on s.institution_id = :institution_id and s.student_id = h.student_id
    join org_units o on o.institution_id = :institution_id and o.org_unit_id = h.org_unit_id
    where s.number > :after
      and (cast(:opening as text[]) is null
           or string_to_array(attune_sees_all_by(), ',') && cast(:opening as text[])
           or s.student_id in (
                select v.student_id
                from unnest(attune_visible_students(), attune_visible_by()) as v (student_id, by)
                where string_to_array(v.by, ',') && cast(:opening as text[])))
    order by s.number
    limit :limit
    """,
    Studying,
)
_STUDIES = query(
    """
    select r.student_id, r.starts_on, r.ends_before, r.college_id, p.org_unit_id, r.study_mode
    from registrations r
    join programmes p on p.institution_id = :institution_id and p.programme_id = r.programme_id
    where r.institution_id = :institution_id and r.student_id = any(cast(:students as uuid[]))
      and r.level = any(cast(:levels as text[]))
      and r.starts_on <= :last_day and (r.ends_before is null or r.ends_before > :first_day)
    order by r.student_id, r.starts_on
    """,
    StudiesFact,
)
# A session without a record is nobody's absence: only what the register says is counted.
_ATTENDED = query(
    """
    with sessions as materialized (
        select t.session_id, (t.starts_at at time zone cast(:time_zone as text))::date as day
        from teaching_sessions t
        where t.institution_id = :institution_id and (t.mandatory or not :mandatory_only)
          and t.starts_at >= cast(:first_day as date)::timestamp at time zone cast(:time_zone as text)
          and t.starts_at < (cast(:last_day as date) + 1)::timestamp at time zone cast(:time_zone as text)
    )
    select a.student_id, t.day, (count(*) filter (where a.status = 'present'))::int,
           (count(*) filter (where a.status = 'absent'))::int
    from attendance a
    join sessions t on t.session_id = a.session_id
    where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
      and a.status in ('present', 'absent')
    group by a.student_id, t.day
    """,
    AttendedFact,
)
# Every mark that comes here is provisional, but for one that was carried over from an earlier attempt.
_MARKED = query(
    """
    select s.student_id, r.academic_year, min(coalesce(s.submitted_on, a.due_on, r.starts_on))
    from submissions s
    join assessments a on a.institution_id = :institution_id and a.assessment_id = s.assessment_id
    join module_runs r on r.institution_id = :institution_id and r.module_run_id = a.module_run_id
    where s.institution_id = :institution_id and s.student_id = any(cast(:students as uuid[]))
      and s.mark is not null and not s.carried_over
      and r.academic_year between :first_year and :last_year
    group by s.student_id, r.academic_year
    """,
    MarkedFact,
)
_REMARKED = query(
    """
    select r.student_id, r.first_day, r.last_day
    from remarks r
    where r.institution_id = :institution_id and r.student_id = any(cast(:students as uuid[]))
      and r.section in ('attendance', 'engagement')
      and r.first_day <= :last_day and (r.last_day is null or r.last_day >= :first_day)
    """,
    SpellFact,
)
_DISPUTED = query(
    """
    select c.student_id, d.day, d.day
    from corrections c
    left join teaching_sessions t on t.institution_id = :institution_id and t.session_id = c.session_id
    cross join lateral (
        select coalesce(c.day, (t.starts_at at time zone cast(:time_zone as text))::date) as day) d
    where c.institution_id = :institution_id and c.student_id = any(cast(:students as uuid[]))
      and c.state = 'open' and c.kind in ('attendance', 'activity')
      and d.day between :first_day and :last_day
    """,
    SpellFact,
)
READS: Reads = {
    "studies": _STUDIES,
    **{name: each for name, each in excluded_days.READS.items() if name != "studies"},
    "amounts": amounts.STORED,
    "attended": _ATTENDED,
    "marked": _MARKED,
    "remarked": _REMARKED,
    "disputed": _DISPUTED,
    "data_as_of": freshness.DATA_AS_OF,
}
"""What some weeks of some students rest on."""
READS_BY_CONSENT: Reads = {**READS, "decisions": consent.DECISIONS}
"""The same, where one of the sections rests on consent."""


async def find_school(
    transaction: Transaction,
    code: str,
    staff_id: StaffId | None,
    roles: Collection[Role],
    trained_roles: Collection[Role],
    today: date,
) -> School | None:
    """The org unit with that code; `trained_roles` hold for the trained alone."""
    return await transaction.find(
        _SCHOOL,
        code=code,
        staff_id=staff_id,
        roles=list(roles),
        trained_roles=list(trained_roles),
        today=today,
    )


async def list_below(transaction: Transaction, school: School) -> list[OrgUnitId]:
    """The org unit itself and everything below it."""
    return await transaction.fetch(_BELOW, org_unit_id=school.org_unit_id)


async def list_studying(
    transaction: Transaction,
    school: School,
    first: date,
    last: date,
    *,
    levels: Sequence[str],
    opening: Collection[Role] | None,
    after: str = "",
    limit: int | None = None,
) -> list[Studying]:
    """Whom the asker sees of those who were registered in the School on any of the days, by number.

    With `opening`, only students whom one of these roles shows the asker.
    """
    return await transaction.fetch(
        _STUDYING,
        org_unit_id=school.org_unit_id,
        first_day=first,
        last_day=last,
        levels=list(levels),
        opening=None if opening is None else list(opening),
        after=after,
        limit=limit,
    )
