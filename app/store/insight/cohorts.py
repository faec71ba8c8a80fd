"""Cohorts: who is in a group, for figures in which nobody can be told apart; read by elevated work only."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from app.ids import InstitutionId, ModuleRunId, OrgUnitId, ProgrammeId, StudentId
from app.db.session import Session
from app.db.sets import among
from app.store.tables import (
    Attendance,
    Enrolment,
    Institution,
    ModuleRun,
    OrgUnit,
    Programme,
    Registration,
    TeachingSession,
)


class CohortKind(StrEnum):
    """The groups that figures are published for; there are no others, and they cannot be combined."""

    MODULE_RUN = "module-runs"
    PROGRAMME = "programmes"
    COLLEGE = "colleges"


@dataclass(frozen=True, slots=True)
class Cohort:
    kind: CohortKind
    identifier: UUID
    name: str


async def find(
    session: Session, institution_id: InstitutionId, kind: CohortKind, identifier: UUID
) -> Cohort | None:
    query: Select[str]
    match kind:
        case CohortKind.MODULE_RUN:
            query = select(ModuleRun.code).where(
                ModuleRun.module_run_id == ModuleRunId(identifier),
                ModuleRun.institution_id == institution_id,
            )
        case CohortKind.PROGRAMME:
            query = select(Programme.title).where(
                Programme.programme_id == ProgrammeId(identifier),
                Programme.institution_id == institution_id,
            )
        case CohortKind.COLLEGE:
            query = select(OrgUnit.name).where(
                OrgUnit.org_unit_id == OrgUnitId(identifier),
                OrgUnit.kind == "college",
                OrgUnit.institution_id == institution_id,
            )
    name = (await session.execute(query)).scalar_one_or_none()
    return None if name is None else Cohort(kind, identifier, name)


async def list_members(session: Session, cohort: Cohort, first: date, last: date) -> list[StudentId]:
    """Everybody who was in the cohort on some of those days, by identifier."""
    if cohort.kind is CohortKind.MODULE_RUN:
        query = select(Enrolment.student_id).where(
            Enrolment.module_run_id == ModuleRunId(cohort.identifier),
            or_(Enrolment.starts_on.is_(None), Enrolment.starts_on <= last),
            or_(Enrolment.ends_before.is_(None), Enrolment.ends_before > first),
        )
    else:
        unit = Registration.programme_id if cohort.kind is CohortKind.PROGRAMME else Registration.college_id
        query = select(Registration.student_id).where(
            unit == cohort.identifier,
            Registration.starts_on <= last,
            or_(Registration.ends_before.is_(None), Registration.ends_before > first),
        )
    found = await session.execute(query.distinct().order_by("student_id"))
    return list(found.scalars())


async def attended_by_week(
    session: Session, cohort: Cohort, students: list[StudentId], first: date, last: date, zone: str
) -> list[tuple[StudentId, date, int, int]]:
    """Per student and week (its Monday): sessions present at, and sessions absent from."""
    day = func.date(func.timezone(zone, TeachingSession.starts_at))
    week = func.date(func.date_trunc("week", func.timezone(zone, TeachingSession.starts_at)))
    present = func.count().filter(Attendance.status == "present")
    absent = func.count().filter(Attendance.status == "absent")
    query = (
        select(Attendance.student_id, week, present, absent)
        .join(TeachingSession, TeachingSession.session_id == Attendance.session_id)
        .where(among(Attendance.student_id, students), day.between(first, last))
        .group_by(Attendance.student_id, week)
    )
    if cohort.kind is CohortKind.MODULE_RUN:
        query = query.where(TeachingSession.module_run_id == ModuleRunId(cohort.identifier))
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(query)]


async def disclosure_salt(session: Session, institution_id: InstitutionId) -> bytes:
    found = await session.execute(
        select(Institution.disclosure_salt).where(Institution.institution_id == institution_id)
    )
    return found.scalar_one().bytes
