"""What records say of a student now, and what they say after a correction: attendance, marks and activity."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from app.db.query import columns, query
from app.db.transaction import Transaction
from app.ids import AssessmentId, EventId, ModuleRunId, SessionId, StudentId

_ATTENDED = query(
    """
    select t.starts_at, a.status
    from teaching_sessions t
    left join attendance a on a.institution_id = t.institution_id and a.session_id = t.session_id
        and a.student_id = :student_id
    where t.institution_id = :institution_id and t.session_id = :session_id
      and (a.student_id is not null or t.for_everyone and exists (
          select 1 from enrolments e
          where e.institution_id = :institution_id and e.student_id = :student_id
            and e.module_run_id = t.module_run_id
            and (e.starts_on is null or e.starts_on <= (t.starts_at at time zone :time_zone)::date)
            and (e.ends_before is null or e.ends_before > (t.starts_at at time zone :time_zone)::date)))
    """,
    columns,
)
_MARKED = query(
    """
    select coalesce(a.due_on, r.starts_on), s.mark
    from assessments a
    join module_runs r on r.institution_id = a.institution_id and r.module_run_id = a.module_run_id
    join enrolments e on e.institution_id = a.institution_id and e.module_run_id = a.module_run_id
        and e.student_id = :student_id
    left join submissions s on s.institution_id = a.institution_id and s.assessment_id = a.assessment_id
        and s.student_id = :student_id
    where a.institution_id = :institution_id and a.assessment_id = :assessment_id
    """,
    columns,
)
_CHANGE_STATUS = query("""
    insert into attendance (institution_id, student_id, session_id, status)
    values (:institution_id, :student_id, :session_id, :status)
    on conflict (institution_id, student_id, session_id) do update set status = excluded.status
""")
_CHANGE_MARK = query("""
    insert into submissions (institution_id, student_id, assessment_id, submitted_on, mark, carried_over)
    values (:institution_id, :student_id, :assessment_id, null, :mark, false)
    on conflict (institution_id, student_id, assessment_id)
        do update set mark = excluded.mark, confirmed_on = null
""")
# The board stood behind the mark that was wrong, and not behind this one.


class CountedEvent(NamedTuple):
    """An event that a day's amount is made of."""

    event_id: EventId
    occurred_at: datetime
    kind: str
    module_run_id: ModuleRunId | None
    object: str | None
    quantity: float
    version: int


_COUNTED = query(
    """
    select event_id, occurred_at, kind, module_run_id, object, quantity, version
    from events
    where institution_id = :institution_id and student_id = :student_id and academic_year = :academic_year
      and day = :day and source = :source and kind = any(cast(:kinds as text[]))
    order by event_id
    """,
    CountedEvent,
)
_AN_IDENTIFIER = query(
    """
    select system, identifier from student_identifiers
    where institution_id = :institution_id and student_id = :student_id
    order by system, identifier
    limit 1
    """,
    columns,
)


async def find_status(
    transaction: Transaction, student_id: StudentId, session_id: SessionId, time_zone: str
) -> tuple[datetime, str | None] | None:
    """When the session starts, and what the register says; None where the student is not expected at it."""
    found: tuple[Any, ...] | None = await transaction.find(
        _ATTENDED, student_id=student_id, session_id=session_id, time_zone=time_zone
    )
    return None if found is None else (found[0], found[1])


async def find_mark(
    transaction: Transaction, student_id: StudentId, assessment_id: AssessmentId
) -> tuple[date, float | None] | None:
    """The day that the mark is about, and the mark; None where the student is not assessed by it."""
    found: tuple[Any, ...] | None = await transaction.find(
        _MARKED, student_id=student_id, assessment_id=assessment_id
    )
    return None if found is None else (found[0], found[1])


async def change_status(
    transaction: Transaction, student_id: StudentId, session_id: SessionId, status: str | None
) -> None:
    await transaction.execute(_CHANGE_STATUS, student_id=student_id, session_id=session_id, status=status)


async def change_mark(
    transaction: Transaction, student_id: StudentId, assessment_id: AssessmentId, mark: float | None
) -> None:
    await transaction.execute(_CHANGE_MARK, student_id=student_id, assessment_id=assessment_id, mark=mark)


async def list_counted(
    transaction: Transaction,
    student_id: StudentId,
    source: str,
    day: date,
    academic_year: int,
    kinds: Sequence[str],
) -> list[CountedEvent]:
    """The events of a source that make up a day's amount."""
    return await transaction.fetch(
        _COUNTED,
        student_id=student_id,
        academic_year=academic_year,
        day=day,
        source=source,
        kinds=list(kinds),
    )


async def find_identifier(transaction: Transaction, student_id: StudentId) -> tuple[str, str] | None:
    """A system that knows the student, and by which identifier."""
    found: tuple[Any, ...] | None = await transaction.find(_AN_IDENTIFIER, student_id=student_id)
    return None if found is None else (found[0], found[1])
