"""History: what was done with a student's data, besides being looked at; for the student alone."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.db.query import query
from app.db.transaction import Transaction
from app.ids import StudentId


class HistoryEntry(NamedTuple):
    """One thing that was done."""

    at: datetime
    entry_id: UUID
    staff_name: str | None
    role: str | None
    """None: the student's own doing."""
    action: str


# What others did comes from the audit: entries about a student are for the student, too. What the student did
# comes from where it rests, and so does what came in a workbook: that is one entry of the audit for a School.
_LATEST = query(
    """
    select * from (
        select e.changed_at as at, e.entry_id, e.staff_name, e.role, e.action
        from attune_changes_about_me(:before, :before_entry, :limit) e
        union all
        select d.decided_at, d.decision_id, null, null, 'consent ' || d.decision || ': ' || d.purpose
        from consent_decisions d
        where d.institution_id = :institution_id and d.student_id = :student_id
        union all
        select r.received_at, r.request_id, null, null,
               r.kind || ' request made' || case when r.about = '' then '' else ': ' || r.about end
        from rights_requests r
        where r.institution_id = :institution_id and r.student_id = :student_id
        union all
        select t.taken_at, t.step_id, null, null, r.kind || ' request: information given'
        from request_steps t
        join rights_requests r using (institution_id, student_id, request_id)
        where t.institution_id = :institution_id and t.student_id = :student_id and t.staff_id is null
        union all
        select c.asked_at, c.correction_id, null, null, 'correction asked for: ' || c.kind
        from corrections c
        where c.institution_id = :institution_id and c.student_id = :student_id
        union all
        select r.recorded_at, r.report_contact_id, s.name, r.role,
               'contact documented in the report of ' || r.week
        from report_contacts r
        join staff s on s.institution_id = :institution_id and s.staff_id = r.recorded_by
        where r.institution_id = :institution_id and r.student_id = :student_id
        union all
        select a.acted_at, a.act_id, s.name, a.role,
               'put on record after an expectation of ' || m.code || ': ' || replace(a.did, '_', ' ')
        from expectation_acts a
        join staff s on s.institution_id = :institution_id and s.staff_id = a.staff_id
        join module_runs m on m.institution_id = :institution_id and m.module_run_id = a.module_run_id
        where a.institution_id = :institution_id and a.student_id = :student_id
        union all
        select e.occurred_at, e.event_id, f.name, coalesce(s.roles[1], 'staff'),
               case e.kind when 'joined' then 'in the saved cohort' else 'no longer in the saved cohort' end
               || ': ' || s.name
        from cohort_events e
        join saved_cohorts s on s.institution_id = e.institution_id and s.cohort_id = e.cohort_id
        join staff f on f.institution_id = e.institution_id and f.staff_id = e.owner_id
        where e.institution_id = :institution_id and e.student_id = :student_id
    ) h
    where (h.at, h.entry_id) < (cast(:before as timestamptz), cast(:before_entry as uuid))
    order by h.at desc, h.entry_id desc
    limit :limit
    """,
    HistoryEntry,
)


async def list_latest(
    transaction: Transaction, student_id: StudentId, *, before: tuple[datetime, UUID], limit: int
) -> list[HistoryEntry]:
    """Entries, latest first, from the one before `before`."""
    return await transaction.fetch(
        _LATEST, student_id=student_id, before=before[0], before_entry=before[1], limit=limit
    )
