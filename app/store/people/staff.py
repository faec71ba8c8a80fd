"""Staff: members of staff by their numbers, for administrators and whoever asks for grants."""

from dataclasses import dataclass

from sqlalchemy import select

from app.db.query import INSTITUTION, one, query, uuid, word
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


_ONE = query(
    select(Staff.staff_id, Staff.number, Staff.name).where(
        Staff.institution_id == INSTITUTION, Staff.staff_id == uuid("staff_id")
    ),
    NamedStaff,
)
_BY_NUMBER = query(
    select(Staff.staff_id).where(Staff.institution_id == INSTITUTION, Staff.number == word("number")), one
)


async def get(transaction: Transaction, staff_id: StaffId) -> NamedStaff:
    """Somebody whom the institution is known to have."""
    return await transaction.fetch_one(_ONE, staff_id=staff_id)


async def get_by_number(transaction: Transaction, number: str) -> StaffId:
    """Raises NotFound for a number nobody has."""
    found: StaffId | None = await transaction.find(_BY_NUMBER, number=number)
    if found is None:
        raise NotFound("no member of staff has this number")
    return found
