"""Weekly reports: whose School it is, who is in it, and what a week rests on, of many students at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.access.vocabulary import Role
from app.db.binary_copy import DATE, INT2, INT8, UUID, Layout
from app.db.query import Reads, one, query
from app.db.transaction import Transaction
from app.ids import OrgUnitId, StaffId, StudentId
from app.scoring.standing import Registrations, Whole
from app.store.activity import freshness
from app.store.engagement import slices
from app.store.engagement.slices import Slice
from app.store.people.tables import STUDY_MODES
from app.store.people.visible import shown_by
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


class MarkedFact(NamedTuple):
    """Marks of an academic year's modules that the board confirmed on one day, or has not confirmed yet."""

    student_id: StudentId
    academic_year: int
    confirmed_on: date | None
    since: date
    """The first day that one of them is about."""

    def confirmed(self, day: date) -> bool:
        """Whether they were, at the end of that day."""
        return self.confirmed_on is not None and self.confirmed_on <= day


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
        select 1 from grants g
        where g.institution_id = :institution_id and g.staff_id = :staff_id and g.status = 'approved'
          and g.role = any(cast(:roles as text[])) and g.starts_on <= :today and g.ends_before > :today
          and (g.org_unit_id is null or g.org_unit_id in (select org_unit_id from above))
          and (g.role <> all(cast(:trained_roles as text[])) or exists (
                select 1 from training_records t
                where t.institution_id = :institution_id and t.staff_id = :staff_id
                  and t.completed_on <= :today and t.ends_before > :today)))
    from org_units u
    where u.institution_id = :institution_id and u.code = :code
    """,
    School,
)
_BELOW = """below as (
        select cast(:org_unit_id as uuid) as org_unit_id
        union
        select o.org_unit_id from org_units o join below b on o.parent_id = b.org_unit_id
        where o.institution_id = :institution_id
    )"""
_ALL_BELOW = query(f"with recursive {_BELOW} select org_unit_id from below", one)
# Somebody whom a role of the asker's shows that opens no reports is left out, whatever their grants.
_STUDYING = query(
    f"""
    with recursive {_BELOW}, here as (
        select distinct on (r.student_id) r.student_id, p.title, o.name
        from registrations r
        join programmes p on p.institution_id = :institution_id and p.programme_id = r.programme_id
        join org_units o on o.institution_id = :institution_id and o.org_unit_id = p.org_unit_id
        where r.institution_id = :institution_id and r.level = any(cast(:levels as text[]))
          and r.starts_on <= :last_day and (r.ends_before is null or r.ends_before > :first_day)
          and (r.college_id in (select org_unit_id from below)
               or p.org_unit_id in (select org_unit_id from below))
        order by r.student_id, r.starts_on desc
    )
    select s.student_id, s.number, s.name, h.name, h.title
    from here h
    join students s on s.institution_id = :institution_id and s.student_id = h.student_id
    where s.number > :after
      and (cast(:opening as text[]) is null or {shown_by("s.student_id", "opening")})
    order by s.number
    limit :limit
    """,
    Studying,
)
_STUDIED = Layout(
    (
        ("student_id", UUID), ("starts", DATE), ("ends", DATE), ("college", INT2), ("department", INT2),
        ("mode", INT2),
    )
)  # fmt: skip
_STUDIES = """
    select r.student_id, r.starts_on, coalesce(r.ends_before, 'infinity'),
           coalesce(array_position($5::uuid[], r.college_id), 0)::smallint,
           coalesce(array_position($5::uuid[], p.org_unit_id), 0)::smallint,
           array_position($6::text[], r.study_mode)::smallint
    from registrations r
    join programmes p on p.institution_id = $1 and p.programme_id = r.programme_id
    where r.institution_id = $1 and r.student_id between $2::uuid and $3::uuid
      and r.level = any($4::text[]) and r.starts_on <= $8::date
      and (r.ends_before is null or r.ends_before > $7::date) and {which}
"""
_ATTENDED = Layout((("student_id", UUID), ("week", INT2), ("present", INT8), ("absent", INT8)))
_DAY_BITS, _DAYS = 9, 7
# A session without a record is nobody's absence: only what the register says is counted. One number holds
# seven days, each with up to 511 sessions.
_ATTENDANCE = """
    with sessions as materialized (
        select t.session_id, at / 7 as week, 1::bigint << at % 7 * 9 as one
        from teaching_sessions t
        cross join lateral (select (t.starts_at at time zone $6::text)::date - $4::date as at) as days
        where t.institution_id = $1 and (t.mandatory or not $7::boolean)
          and t.starts_at >= $4::date::timestamp at time zone $6::text
          and t.starts_at < ($5::date + 1)::timestamp at time zone $6::text
    )
    select a.student_id, t.week::smallint,
           coalesce(sum(t.one) filter (where a.status = 'present'), 0)::bigint,
           coalesce(sum(t.one) filter (where a.status = 'absent'), 0)::bigint
    from {each attendance a}
    join sessions t on t.session_id = a.session_id
    where a.institution_id = $1 and a.student_id between $2::uuid and $3::uuid
      and a.status in ('present', 'absent')
    group by a.student_id, t.week
"""
# What was carried over from an earlier attempt was confirmed then.
_MARKED = query(
    """
    select s.student_id, r.academic_year, s.confirmed_on, min(coalesce(s.submitted_on, a.due_on, r.starts_on))
    from submissions s
    join assessments a on a.institution_id = :institution_id and a.assessment_id = s.assessment_id
    join module_runs r on r.institution_id = :institution_id and r.module_run_id = a.module_run_id
    where s.institution_id = :institution_id and s.student_id = any(cast(:students as uuid[]))
      and s.mark is not null and not s.carried_over
      and (s.confirmed_on is null or s.confirmed_on > :first_day)
      and r.academic_year between :first_year and :last_year
    group by s.student_id, r.academic_year, s.confirmed_on
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
    **{name: each for name, each in excluded_days.READS.items() if name != "studies"},
    "marked": _MARKED,
    "remarked": _REMARKED,
    "disputed": _DISPUTED,
    "data_as_of": freshness.DATA_AS_OF,
}
"""What few students have anything of."""


@dataclass(frozen=True, slots=True)
class Studies:
    """Registrations at levels that the service covers, one entry each: by student, ascending."""

    registered: Registrations
    """Colleges count from 1, by their places among the units; 0 is none of them."""
    department: Whole
    """The same of the org unit that runs the programme."""
    mode: Whole
    """By its place in `STUDY_MODES`."""

    def only(self, kept: NDArray[np.bool_]) -> Registrations:
        of = self.registered
        return Registrations(of.number[kept], of.starts[kept], of.ends[kept], of.college[kept])

    def on(self, day: int) -> NDArray[np.bool_]:
        """Which of them hold on that day, by PostgreSQL's number."""
        found: NDArray[np.bool_] = (self.registered.starts <= day) & (self.registered.ends > day)
        return found


async def read_studies(
    transaction: Transaction,
    taken: Slice,
    levels: Sequence[str],
    units: Sequence[OrgUnitId],
    first: date,
    last: date,
) -> Studies:
    """How the slice's students studied on any of the days."""
    rows, numbers = await slices.read(
        transaction,
        taken,
        _STUDIES,
        _STUDIED,
        *taken.reach,
        list(levels),
        list(units),
        list(STUDY_MODES),
        first,
        last,
    )
    order = np.lexsort((rows["starts"], numbers))
    starts, ends, college, department, mode = (
        rows[name].astype(np.int64)[order] for name in ("starts", "ends", "college", "department", "mode")
    )
    return Studies(Registrations(numbers[order], starts, ends, college), department, mode - 1)


async def read_attended(
    transaction: Transaction,
    taken: Slice,
    first: date,
    last: date,
    time_zone: str,
    *,
    mandatory_only: bool,
) -> tuple[Whole, Whole]:
    """[row, day] from `first` to `last`: sessions attended, and missed without authorisation."""
    rows, numbers = await slices.read(
        transaction,
        taken,
        _ATTENDANCE,
        _ATTENDED,
        *taken.reach,
        first,
        last,
        time_zone,
        mandatory_only,
    )
    length = (last - first).days + 1
    weeks, shifts = -(-length // _DAYS), np.arange(_DAYS) * _DAY_BITS
    grids = np.zeros((2, len(taken), weeks, _DAYS), np.int64)
    for grid, name in zip(grids, ("present", "absent"), strict=True):
        packed = rows[name].astype(np.int64)
        grid[numbers, rows["week"]] = packed[:, None] >> shifts & (1 << _DAY_BITS) - 1
    present, absent = grids.reshape(2, len(taken), weeks * _DAYS)[:, :, :length]
    return present, absent


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
    return await transaction.fetch(_ALL_BELOW, org_unit_id=school.org_unit_id)


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
