"""Record access: who saw what of a student, in which role, why, in the transaction that shows it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from app.actions.context import Here
from app.auth.principal import Principal
from app.errors import Fault, InvalidInput, PurposeRefused, PurposeRequired
from app.ids import StudentId
from app.store.governance import access_records


class Seen(StrEnum):
    """What of a student can be looked at."""

    STUDENT = "student"
    CONSENT = "consent"
    ENGAGEMENT = "engagement"
    GRADES = "grades"
    EMPLOYABILITY = "employability"
    ATTENDANCE = "attendance"
    MEETINGS = "meetings"
    NOTES = "notes"


async def record_access(
    here: Here,
    principal: Principal,
    students: Sequence[StudentId],
    sections: Iterable[Seen],
    purpose: str | None,
) -> None:
    """Put on record that the principal is about to be shown those sections of those students.

    A student looking at themselves is nobody's business. Staff state a purpose: raises PurposeRequired
    without one, InvalidInput for one that is not in the profile, PurposeRefused (recorded too) for one
    that the profile refuses.
    """
    if principal.staff_id is None or set(students) == {principal.student_id}:
        return
    check = here.profile.access_purposes
    if purpose is None:
        raise PurposeRequired(
            "send the header Attune-Purpose with one of the purposes", purposes=sorted(check)
        )
    if purpose not in check:
        named = ", ".join(sorted(check))
        raise InvalidInput(
            "see `errors`", faults=[Fault("/header/Attune-Purpose", f"must be one of {named}")]
        )
    await access_records.add(
        here.session,
        students,
        sections=[str(section) for section in sections],
        purpose=purpose,
        outcome="seen" if check[purpose].allowed else "refused",
        now=here.now,
    )
    if not check[purpose].allowed:
        raise PurposeRefused(f"{check[purpose].title} is not what these data are for here")
