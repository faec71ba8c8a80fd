"""Students: who they are, and only those in the asker's charge."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import aliased

from app.auth.principal import Principal
from app.errors import NotFound
from app.ids import InstitutionId, OrgUnitId, ProgrammeId, StaffId, StudentId
from app.db.session import Session
from app.db.sets import among
from app.store.tables import (
    OrgUnit,
    Programme,
    Registration,
    Staff,
    Student,
    StudentIdentifier,
    Tutorship,
)
from app.store.people.visibility import in_charge


class StudentRecord(NamedTuple):
    """A student with the registration of the day (or the latest before, or the first to come)."""

    student_id: StudentId
    institution_id: InstitutionId
    number: str
    name: str | None
    programme_id: ProgrammeId | None
    programme: str | None
    college_id: OrgUnitId | None
    college: str | None
    level: str | None
    study_mode: str | None
    residence: str | None
    registered_on: date | None
    registration_ends_before: date | None


@dataclass(frozen=True, slots=True)
class Tutor:
    staff_id: StaffId
    name: str
    since: date


async def count(session: Session, institution_id: InstitutionId) -> int:
    """How many students the institution has, or had."""
    found = await session.execute(
        select(func.count()).select_from(Student).where(Student.institution_id == institution_id)
    )
    return found.scalar_one()


def _records(principal: Principal, today: date) -> Select[*tuple[Any, ...]]:
    current = (
        select(Registration)
        .where(Registration.student_id == Student.student_id)
        .order_by(
            (Registration.starts_on <= today).desc(),
            Registration.starts_on.desc(),
        )
        .limit(1)
        .lateral()
    )
    registration = aliased(Registration, current)
    return (
        select(
            Student.student_id,
            Student.institution_id,
            Student.number,
            Student.name,
            Programme.programme_id,
            Programme.title,
            OrgUnit.org_unit_id,
            OrgUnit.name,
            registration.level,
            registration.study_mode,
            registration.residence,
            registration.starts_on,
            registration.ends_before,
        )
        .select_from(Student)
        .outerjoin(registration, registration.student_id == Student.student_id)
        .outerjoin(Programme, Programme.programme_id == registration.programme_id)
        .outerjoin(OrgUnit, OrgUnit.org_unit_id == registration.college_id)
        .where(in_charge(principal, today))
    )


async def get(session: Session, principal: Principal, student_id: StudentId, today: date) -> StudentRecord:
    """The student, if in the principal's charge; raises NotFound otherwise, whoever it may be."""
    found = await session.execute(_records(principal, today).where(Student.student_id == student_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound("no such student is in your charge")
    return StudentRecord(*row)


async def list_in_charge(
    session: Session, principal: Principal, today: date, *, after: str | None, limit: int
) -> list[StudentRecord]:
    """The students in the principal's charge, by student number, from the one after `after`."""
    query = _records(principal, today).order_by(Student.number).limit(limit)
    if after is not None:
        query = query.where(Student.number > after)
    return [StudentRecord(*row) for row in await session.execute(query)]


async def list_tutors(session: Session, student_id: StudentId, today: date) -> list[Tutor]:
    """The student's personal tutors of the day, longest-standing first; there may be none."""
    found = await session.execute(
        select(Staff.staff_id, Staff.name, Tutorship.starts_on)
        .join(Tutorship, Tutorship.staff_id == Staff.staff_id)
        .where(
            Tutorship.student_id == student_id,
            Tutorship.starts_on <= today,
            or_(Tutorship.ends_before.is_(None), Tutorship.ends_before > today),
        )
        .order_by(Tutorship.starts_on, Staff.name)
    )
    return [Tutor(*row) for row in found]


async def hold(session: Session, students: Collection[StudentId]) -> None:
    """Hold the students' rows until the transaction ends, in one order, so that none wait in a ring."""
    await session.execute(
        text(
            "select count(*) from (select 1 from students where student_id = any(:students)"
            " order by student_id for no key update) as held"
        ),
        {"students": list(students)},
    )


async def find_by_identifier(
    session: Session, institution_id: InstitutionId, system: str, identifiers: Collection[str]
) -> dict[str, StudentId]:
    """Who those identifiers of another system belong to; unknown ones are absent."""
    found = await session.execute(
        select(StudentIdentifier.identifier, StudentIdentifier.student_id).where(
            StudentIdentifier.institution_id == institution_id,
            StudentIdentifier.system == system,
            among(StudentIdentifier.identifier, identifiers),
        )
    )
    return {row[0]: row[1] for row in found}


async def find_all_by_number(session: Session, institution_id: InstitutionId) -> dict[str, StudentId]:
    """Every student of the institution, by number."""
    found = await session.execute(
        select(Student.number, Student.student_id).where(Student.institution_id == institution_id)
    )
    return {row[0]: row[1] for row in found}
