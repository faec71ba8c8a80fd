"""Staff, as other answers name them."""

from app.ids import StaffId
from app.schemas.base import Out
from app.store.people.staff import NamedStaff


class NamedStaffOut(Out):
    staff_id: StaffId
    """The id of the member of staff."""
    number: str
    """Their staff number."""
    name: str
    """Their name."""


def named_staff_out(staff: NamedStaff) -> NamedStaffOut:
    return NamedStaffOut(staff_id=staff.staff_id, number=staff.number, name=staff.name)
