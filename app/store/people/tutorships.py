"""Tutorships: who is whose personal tutor or adviser, and when."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, update

from app.access.vocabulary import Role
from app.db.query import INSTITUTION, STUDENT, day, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import StaffId, StudentId
from app.store.people.tables import Staff
from app.store.people.tables import Tutorship as Row


@dataclass(frozen=True, slots=True)
class Tutorship:
    staff_id: StaffId
    staff_number: str
    staff_name: str
    kind: str
    """The role of the profile that it gives."""
    starts_on: date
    ends_before: date | None


@dataclass(frozen=True, slots=True)
class EndedTutorship:
    """One that an administrator ended."""

    student_id: StudentId
    staff_id: StaffId
    kind: str
    starts_on: date
    ends_before: date


_FIND_STUDENT = query(select(func.attune_student_by_number(word("number"))), one)
_OF_STUDENT = query(
    select(Row.staff_id, Staff.number, Staff.name, Row.kind, Row.starts_on, Row.ends_before)
    .join(Staff, same(Staff, Row, "staff_id"))
    .where(Row.institution_id == INSTITUTION, Row.student_id == STUDENT)
    .order_by(Row.starts_on.desc(), Staff.number),
    Tutorship,
)
_BEGIN = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        student_id=STUDENT,
        staff_id=uuid("staff_id"),
        starts_on=day("starts_on"),
        ends_before=None,
        kind=word("kind"),
    )
)
_END = query(
    update(Row)
    .where(
        Row.institution_id == INSTITUTION,
        Row.student_id == STUDENT,
        Row.staff_id == uuid("staff_id"),
        Row.starts_on == day("starts_on"),
    )
    .values(ends_before=day("ends_before"), ended_by=uuid("ended_by"))
)
_ENDED_BY_HAND = query(
    select(Row.student_id, Row.staff_id, Row.kind, Row.starts_on, Row.ends_before).where(
        Row.institution_id == INSTITUTION, Row.ended_by.is_not(None)
    ),
    EndedTutorship,
)


async def find_student(transaction: Transaction, number: str) -> StudentId:
    """The student with that number, for an administrator. Raises NotFound."""
    found: StudentId | None = await transaction.fetch_one(_FIND_STUDENT, number=number)
    if found is None:
        raise NotFound("no student has this number")
    return found


async def list_for(transaction: Transaction, student_id: StudentId) -> list[Tutorship]:
    """The student's tutorships, latest first."""
    return await transaction.fetch(_OF_STUDENT, student_id=student_id)


async def begin(
    transaction: Transaction, student_id: StudentId, staff_id: StaffId, kind: Role, starts_on: date
) -> None:
    await transaction.execute(
        _BEGIN, student_id=student_id, staff_id=staff_id, kind=kind, starts_on=starts_on
    )


async def end(
    transaction: Transaction,
    student_id: StudentId,
    staff_id: StaffId,
    starts_on: date,
    ends_before: date | None,
    ended_by: StaffId,
) -> None:
    """End it, or, with no day, let it go on."""
    await transaction.execute(
        _END,
        student_id=student_id,
        staff_id=staff_id,
        starts_on=starts_on,
        ends_before=ends_before,
        ended_by=None if ends_before is None else ended_by,
    )


async def list_ended_by_hand(transaction: Transaction) -> list[EndedTutorship]:
    """Those of the institution that an administrator ended, however long ago."""
    return await transaction.fetch(_ENDED_BY_HAND)
