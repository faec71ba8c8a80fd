"""Visa evidence: what counts as engagement of sponsored students, day by day, and who is sponsored."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from app.access.vocabulary import Role
from app.db.query import Reads, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.store.activity import freshness
from app.store.record import excluded_days
from app.store.support import visa_decisions

REGISTER = "register"
"""The source of presence at sessions."""


class Evidence(NamedTuple):
    """What one source has of one kind and day."""

    student_id: StudentId
    day: date
    source: str
    kind: str
    times: int
    first_at: datetime


_EVENTS = query(
    """
    select e.student_id, e.day, e.source, e.kind, count(*), min(e.occurred_at)
    from events e
    join unnest(cast(:evidence_sources as text[]), cast(:evidence_kinds as text[])) as counted (source, kind)
        on counted.source = e.source and counted.kind = e.kind
    where e.institution_id = :institution_id and e.student_id = any(cast(:students as uuid[]))
      and e.academic_year between :first_year and :last_year
      and e.day between :first_day and :last_day
    group by e.student_id, e.day, e.source, e.kind
    order by e.student_id, e.day, e.source, e.kind
    """,
    Evidence,
)
_PRESENT = query(
    f"""
    select a.student_id, (t.starts_at at time zone i.time_zone)::date as day, '{REGISTER}', t.kind,
           count(*), min(t.starts_at)
    from institutions i
    cross join attendance a
    cross join lateral (
        select t.starts_at, t.kind from teaching_sessions t
        where t.institution_id = :institution_id and t.session_id = a.session_id
          and t.starts_at >= cast(:first_day as date)::timestamp at time zone i.time_zone
          and t.starts_at < (cast(:last_day as date) + 1)::timestamp at time zone i.time_zone
        offset 0) t
    where i.institution_id = :institution_id and a.institution_id = :institution_id
      and a.student_id = any(cast(:students as uuid[])) and a.status = 'present' and :presence_counts
    group by a.student_id, 2, t.kind
    order by a.student_id, 2, t.kind
    """,
    Evidence,
)
READS: Reads = {
    "events": _EVENTS,
    "present": _PRESENT,
    "data_as_of": freshness.DATA_AS_OF,
    "visa_decisions": visa_decisions.OF_STUDENTS,
    **excluded_days.READS,
}


@dataclass(frozen=True, slots=True)
class SponsoredStudent:
    student_id: StudentId
    number: str
    name: str | None
    visible_by: tuple[Role, ...]


def _sponsored(student_id: StudentId, number: str, name: str | None, visible_by: str) -> SponsoredStudent:
    roles = tuple(Role(each) for each in visible_by.split(",") if each)
    return SponsoredStudent(student_id, number, name, tuple(dict.fromkeys(roles)))


_SPONSORED = query(
    """
    select s.student_id, s.number, s.name, concat_ws(',', v.visible_by, attune_sees_all_by())
    from students s
    left join unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
        on v.student_id = s.student_id
    where s.institution_id = :institution_id and s.number > :after
      and exists (
        select 1 from registrations r
        where r.institution_id = :institution_id and r.student_id = s.student_id and r.sponsored
          and r.starts_on <= :today and (r.ends_before is null or r.ends_before > :today))
    order by s.number
    limit :limit
    """,
    _sponsored,
)


async def list_sponsored(
    transaction: Transaction, today: date, *, after: str, limit: int
) -> list[SponsoredStudent]:
    """The sponsored students visible to the asker by number, from the one after `after`."""
    return await transaction.fetch(_SPONSORED, today=today, after=after, limit=limit)
