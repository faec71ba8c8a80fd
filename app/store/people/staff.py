"""Staff: members of staff by their numbers, for administrators and whoever asks for grants."""

from dataclasses import dataclass

from sqlalchemy import select

from app.db.query import INSTITUTION, one, query, word
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import StaffId
from app.store.people.tables import Staff


@dataclass(frozen=True, slots=True)
class NamedStaff:
    """A member of staff, as lists name them."""

    staff_id: StaffId
    number: str
    name: str


_BY_NUMBER = query(
    select(Staff.staff_id).where(Staff.institution_id == INSTITUTION, Staff.number == word("number")), one
)


async def get_by_number(transaction: Transaction, number: str) -> StaffId:
    """Raises NotFound for a number nobody has."""
    found: StaffId | None = await transaction.find(_BY_NUMBER, number=number)
    if found is None:
        raise NotFound("no member of staff has this number")
    return found
