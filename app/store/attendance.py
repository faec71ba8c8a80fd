"""Attendance: teaching sessions, and who was expected and came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap

from sqlalchemy import and_, exists, func, or_, select

from app.ids import InstitutionId, ModuleRunId, SessionId, StudentId
from app.store.session import Session
from app.store.sets import among
from app.store.tables import Attendance, Enrolment, Module, ModuleRun, TeachingSession


@dataclass(frozen=True, slots=True)
class ExpectedSession:
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


async def sessions_by_code(
    session: Session, institution_id: InstitutionId, codes: Collection[str]
) -> dict[str, SessionId]:
    """The identifiers of those sessions; unknown codes are absent."""
    found = await session.execute(
        select(TeachingSession.code, TeachingSession.session_id).where(
            TeachingSession.institution_id == institution_id, among(TeachingSession.code, codes)
        )
    )
    return {row[0]: row[1] for row in found}


async def list_expected(
    session: Session, student_id: StudentId, first: datetime, before: datetime, time_zone: str
) -> list[ExpectedSession]:
    """The sessions from `first` to `before` that the student is expected at, ascending.

    Expected is who is enrolled on the module run that day, where a session is for everyone on it, and
    whoever has an attendance row, whatever the session.
    """
    day = func.date(func.timezone(time_zone, TeachingSession.starts_at))
    enrolled = exists().where(
        Enrolment.student_id == student_id,
        Enrolment.module_run_id == TeachingSession.module_run_id,
        or_(Enrolment.starts_on.is_(None), Enrolment.starts_on <= day),
        or_(Enrolment.ends_before.is_(None), Enrolment.ends_before > day),
    )
    found = await session.execute(
        select(
            TeachingSession.session_id,
            TeachingSession.module_run_id,
            ModuleRun.code,
            Module.title,
            TeachingSession.kind,
            TeachingSession.title,
            TeachingSession.starts_at,
            TeachingSession.ends_at,
            TeachingSession.mandatory,
            Attendance.status,
        )
        .join(ModuleRun, ModuleRun.module_run_id == TeachingSession.module_run_id)
        .join(Module, Module.module_id == ModuleRun.module_id)
        .outerjoin(
            Attendance,
            and_(
                Attendance.session_id == TeachingSession.session_id,
                Attendance.student_id == student_id,
            ),
        )
        .where(
            or_(Attendance.student_id.is_not(None), and_(TeachingSession.for_everyone, enrolled)),
            TeachingSession.starts_at >= first,
            TeachingSession.starts_at < before,
        )
        .order_by(TeachingSession.starts_at, TeachingSession.session_id)
    )
    return list(starmap(ExpectedSession, found))
