"""Attendance: teaching sessions, and who was expected and came."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import any_, select

from app.db.query import INSTITUTION, query, words
from app.db.transaction import Transaction
from app.ids import ModuleRunId, SessionId, StudentId
from app.store.record.tables import TeachingSession


class ExpectedSession(NamedTuple):
    """A session that the student is expected at, and what the register says of it (None: nothing)."""

    session_id: SessionId
    module_run_id: ModuleRunId
    module_run: str
    module: str
    kind: str
    title: str | None
    starts_at: datetime
    ends_at: datetime
    mandatory: bool
    status: str | None


# Expected is who is enrolled on the module run that day, where a session is for everyone on it, and whoever
# has an attendance row, whatever the session; of a session found both ways, the row counts. `offset 0` keeps
# PostgreSQL to the student's own rows: a plan for any range expects few sessions in it, and would go through
# those, or the module runs, of the whole institution.
EXPECTED = query(
    """
    select t.session_id, t.module_run_id, r.code, r.module, t.kind, t.title, t.starts_at, t.ends_at,
           t.mandatory, t.status
    from (
        select distinct on (found.starts_at, found.session_id) found.*
        from (
            select true as recorded, a.status, t.*
            from attendance a
            cross join lateral (
                select t.session_id, t.module_run_id, t.kind, t.title, t.starts_at, t.ends_at, t.mandatory
                from teaching_sessions t
                where t.institution_id = :institution_id and t.session_id = a.session_id
                  and t.starts_at >= :sessions_from and t.starts_at < :sessions_before
                offset 0) t
            where a.institution_id = :institution_id and a.student_id = :student_id
            union all
            select false, null, t.*
            from enrolments e
            cross join lateral (
                select t.session_id, t.module_run_id, t.kind, t.title, t.starts_at, t.ends_at, t.mandatory
                from teaching_sessions t
                where t.institution_id = :institution_id and t.module_run_id = e.module_run_id
                  and t.for_everyone
                  and t.starts_at >= :sessions_from and t.starts_at < :sessions_before
                offset 0) t
            where e.institution_id = :institution_id and e.student_id = :student_id
              and (e.starts_on is null or e.starts_on <= (t.starts_at at time zone :time_zone)::date)
              and (e.ends_before is null or e.ends_before > (t.starts_at at time zone :time_zone)::date)
        ) found
        where cast(:module_run_id as uuid) is null or found.module_run_id = :module_run_id
        order by found.starts_at, found.session_id, found.recorded desc
    ) t
    cross join lateral (
        select r.code, m.title as module
        from module_runs r
        join modules m on m.institution_id = r.institution_id and m.module_id = r.module_id
        where r.institution_id = :institution_id and r.module_run_id = t.module_run_id
        offset 0) r
    order by t.starts_at, t.session_id
    """,
    ExpectedSession,
)
"""The sessions that one student is expected at, ascending; of one module run, if one is given."""


class RegisterDay(NamedTuple):
    """How many sessions of one day the register says one thing of."""

    student_id: StudentId
    day: date
    status: str
    sessions: int


REGISTER_DAYS = query(
    """
    select a.student_id, (t.starts_at at time zone :time_zone)::date, a.status, count(*)
    from attendance a
    join teaching_sessions t on t.institution_id = a.institution_id and t.session_id = a.session_id
    where a.institution_id = :institution_id and a.student_id = any(cast(:students as uuid[]))
      and t.starts_at >= :register_from and t.starts_at <= :now
    group by 1, 2, 3
    """,
    RegisterDay,
)
"""What the register says of the students' sessions from a moment to now, by day; any order."""


class DatedSession(NamedTuple):
    session_id: SessionId
    module_run_id: ModuleRunId
    starts_at: datetime


_BY_CODE = query(
    select(
        TeachingSession.code,
        TeachingSession.session_id,
        TeachingSession.module_run_id,
        TeachingSession.starts_at,
    ).where(TeachingSession.institution_id == INSTITUTION, TeachingSession.code == any_(words("codes"))),
    lambda code, *session: (code, DatedSession(*session)),
)


async def sessions_by_code(transaction: Transaction, codes: Collection[str]) -> dict[str, DatedSession]:
    """Those sessions, by code; unknown codes are absent."""
    return dict(await transaction.fetch(_BY_CODE, codes=list(codes)))


_CANCEL = query("select cancelled_code, outcome from attune_cancel_sessions(cast(:codes as text[]))")


async def cancel_sessions(transaction: Transaction, codes: Collection[str]) -> dict[str, bool]:
    """By code, whether the session was taken back; not where the register says something already.

    Codes that no session has are absent. Whose names alone were in the register are in it no more.
    """
    found = await transaction.fetch(_CANCEL, codes=sorted(codes))
    return {code: outcome == "removed" for code, outcome in found}


_EXPECTED_AT = query(
    """
    select s.number, t.code
    from teaching_sessions t
    join attendance a on a.institution_id = t.institution_id and a.session_id = t.session_id
    join students s on s.institution_id = a.institution_id and s.student_id = a.student_id
    where t.institution_id = :institution_id and t.code = any(cast(:codes as text[]))
    """
)


async def expected_at(transaction: Transaction, codes: Collection[str]) -> set[tuple[str, str]]:
    """Of sessions by their codes: whose names are in the register, as (student's number, code)."""
    found = await transaction.fetch(_EXPECTED_AT, codes=list(codes))
    return {(number, code) for number, code in found}
