"""Tutorships."""

from datetime import date

from pydantic import Field

from app.access.vocabulary import ROLE_NAME, Role
from app.ids import StaffId
from app.schemas.base import Day, In, Name, Out, shown_as
from app.schemas.made_up import FIRST_DAY_OF_TERM, NUMBER, TODAY, TUTOR, TUTOR_NAME, TUTOR_NUMBER
from app.store.people.tutorships import Tutorship

_KIND = "personal_tutor"
_KEY = {"student_number": NUMBER, "staff_number": TUTOR_NUMBER, "starts_on": FIRST_DAY_OF_TERM}
_TUTORSHIP = {
    "staff_id": TUTOR,
    "staff_number": TUTOR_NUMBER,
    "staff_name": TUTOR_NAME,
    "kind": _KIND,
    "starts_on": FIRST_DAY_OF_TERM,
    "ends_before": None,
}


class TutorshipIn(In):
    model_config = shown_as(_KEY | {"kind": _KIND})

    student_number: Name
    """The student's number."""
    staff_number: Name
    """The tutor's staff number."""
    kind: Role | None = Field(
        default=None,
        pattern=ROLE_NAME,
        max_length=64,
        description="The tutor role that it gives, such as personal_tutor. The profile says which there"
        " are; null or left out: the first of them.",
    )
    starts_on: Day
    """The first day of the tutorship."""


class TutorshipEndIn(In):
    model_config = shown_as(_KEY | {"ends_before": TODAY})

    student_number: Name
    """The student's number."""
    staff_number: Name
    """The tutor's staff number."""
    starts_on: Day
    """The first day of the tutorship that ends."""
    ends_before: Day | None = Field(
        description="The first day on which the tutorship no longer holds; null: it does not end after all."
    )


class TutorshipOut(Out):
    staff_id: StaffId
    """The tutor's id."""
    staff_number: str
    """The tutor's staff number."""
    staff_name: str
    """The tutor's name."""
    kind: str
    """The tutor role that it gives."""
    starts_on: date
    """The first day of the tutorship."""
    ends_before: date | None
    """The first day on which the tutorship no longer holds; null while no end is known."""


class TutorshipsOut(Out):
    model_config = shown_as({"student_number": NUMBER, "items": [_TUTORSHIP]})

    student_number: str
    """The student's number."""
    items: list[TutorshipOut]
    """The latest first."""


def tutorships_out(student_number: str, found: list[Tutorship]) -> TutorshipsOut:
    return TutorshipsOut(
        student_number=student_number,
        items=[
            TutorshipOut(
                staff_id=each.staff_id,
                staff_number=each.staff_number,
                staff_name=each.staff_name,
                kind=each.kind,
                starts_on=each.starts_on,
                ends_before=each.ends_before,
            )
            for each in found
        ],
    )
