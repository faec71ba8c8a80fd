"""Tutorships: who is whose personal tutor, and when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, text, update

from app.errors import NotFound
from app.ids import InstitutionId, StaffId, StudentId
from app.db.session import Session
from app.store.tables import Staff
from app.store.tables import Tutorship as Row


@dataclass(frozen=True, slots=True)
class Tutorship:
    staff_id: StaffId
    staff_number: str
    staff_name: str
    starts_on: date
    ends_before: date | None


async def find_student(session: Session, number: str) -> StudentId:
    """The student with that number, for an administrator. Raises NotFound."""
    found = await session.execute(text("select attune_student_by_number(:number)"), {"number": number})
    student_id = found.scalar_one()
    if student_id is None:
        raise NotFound("no student has this number")
    return StudentId(student_id)


async def find_staff(session: Session, institution_id: InstitutionId, number: str) -> StaffId:
    found = await session.execute(
        select(Staff.staff_id).where(Staff.institution_id == institution_id, Staff.number == number)
    )
    staff_id = found.scalar_one_or_none()
    if staff_id is None:
        raise NotFound("no member of staff has this number")
    return staff_id


async def list_for(session: Session, student_id: StudentId) -> list[Tutorship]:
    """The student's tutorships, latest first."""
    found = await session.execute(
        select(Row.staff_id, Staff.number, Staff.name, Row.starts_on, Row.ends_before)
        .join(Staff, Staff.staff_id == Row.staff_id)
        .where(Row.student_id == student_id)
        .order_by(Row.starts_on.desc(), Staff.number)
    )
    return [Tutorship(*row) for row in found]


async def begin(
    session: Session,
    institution_id: InstitutionId,
    student_id: StudentId,
    staff_id: StaffId,
    starts_on: date,
) -> None:
    await session.execute(
        insert(Row).values(
            student_id=student_id,
            staff_id=staff_id,
            starts_on=starts_on,
            ends_before=None,
            institution_id=institution_id,
        )
    )


async def end(
    session: Session,
    student_id: StudentId,
    staff_id: StaffId,
    starts_on: date,
    ends_before: date | None,
) -> None:
    await session.execute(
        update(Row)
        .where(Row.student_id == student_id, Row.staff_id == staff_id, Row.starts_on == starts_on)
        .values(ends_before=ends_before)
    )
