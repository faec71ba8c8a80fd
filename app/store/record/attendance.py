"""Attendance: teaching sessions, and who was expected and came."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap

from sqlalchemy import select, text

from app.ids import InstitutionId, ModuleRunId, SessionId, StudentId
from app.db.session import Session
from app.db.sets import among
from app.store.tables import TeachingSession


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


_EXPECTED = text(
    "select session_id, module_run_id, module_run, module, kind, title, starts_at, ends_at, mandatory, status"
    " from attune_expected_sessions(:student_id, :since, :before, :zone)"
)


async def list_expected(
    session: Session, student_id: StudentId, first: datetime, before: datetime, time_zone: str
) -> list[ExpectedSession]:
    """The sessions from `first` to `before` that the student is expected at, ascending.

    Expected is who is enrolled on the module run that day, where a session is for everyone on it, and
    whoever has an attendance row, whatever the session.
    """
    found = await session.execute(
        _EXPECTED, {"student_id": student_id, "since": first, "before": before, "zone": time_zone}
    )
    return list(starmap(ExpectedSession, found))
