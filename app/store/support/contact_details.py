"""Contact details: how a student can be reached, from the student record."""

from dataclasses import dataclass

from sqlalchemy import select

from app.db.query import INSTITUTION, STUDENT, query
from app.db.transaction import Transaction
from app.ids import StudentId
from app.store.support.case_tables import ContactDetails as Row


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """None: not held."""

    university_email: str | None = None
    personal_email: str | None = None
    mobile: str | None = None
    telephone: str | None = None
    term_address: str | None = None
    emergency_name: str | None = None
    emergency_relationship: str | None = None
    emergency_telephone: str | None = None
    photograph: str | None = None


_ONE = query(
    select(*(getattr(Row, each) for each in ContactDetails.__dataclass_fields__)).where(
        Row.institution_id == INSTITUTION, Row.student_id == STUDENT
    ),
    ContactDetails,
)


async def find(transaction: Transaction, student_id: StudentId) -> ContactDetails | None:
    return await transaction.find(_ONE, student_id=student_id)
