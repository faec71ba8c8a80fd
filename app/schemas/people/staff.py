"""Staff, as other answers name them."""

from app.ids import StaffId
from app.schemas.base import Out
from app.schemas.made_up import (
    ADMINISTRATOR,
    ADMINISTRATOR_NAME,
    ADMINISTRATOR_NUMBER,
    HEAD,
    HEAD_NAME,
    HEAD_NUMBER,
    TUTOR,
    TUTOR_NAME,
    TUTOR_NUMBER,
)
from app.store.people.staff import NamedStaff

NAMED_TUTOR = {"staff_id": TUTOR, "number": TUTOR_NUMBER, "name": TUTOR_NAME}
NAMED_HEAD = {"staff_id": HEAD, "number": HEAD_NUMBER, "name": HEAD_NAME}
NAMED_ADMINISTRATOR = {
    "staff_id": ADMINISTRATOR,
    "number": ADMINISTRATOR_NUMBER,
    "name": ADMINISTRATOR_NAME,
}


class NamedStaffOut(Out):
    staff_id: StaffId
    """The id of the member of staff."""
    number: str
    """Their staff number."""
    name: str
    """Their name."""


def named_staff_out(staff: NamedStaff) -> NamedStaffOut:
    return NamedStaffOut(staff_id=staff.staff_id, number=staff.number, name=staff.name)
