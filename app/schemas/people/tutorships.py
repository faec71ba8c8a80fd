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
    """Who is tutored."""
    staff_number: Name
    """Who tutors."""
    kind: Role | None = Field(
        default=None,
        pattern=ROLE_NAME,
        max_length=64,
        description="The role that it gives, where the profile has several: personal_tutor, adviser.",
    )
    starts_on: Day
    """The first day of it."""


class TutorshipEndIn(In):
    model_config = shown_as(_KEY | {"ends_before": TODAY})

    student_number: Name
    """Who is tutored."""
    staff_number: Name
    """Who tutors."""
    starts_on: Day
    """The first day of the tutorship that ends."""
    ends_before: Day | None = Field(
        description="The first day on which the tutor sees the student no more; null: it goes on after all."
    )


class TutorshipOut(Out):
    staff_id: StaffId
    """Who tutors."""
    staff_number: str
    """Their staff number."""
    staff_name: str
    """Their name."""
    kind: str
    """The role that it gives."""
    starts_on: date
    """The first day of it."""
    ends_before: date | None
    """The first day on which the tutor sees the student no more; null while no end is known."""


class TutorshipsOut(Out):
    model_config = shown_as({"student_number": NUMBER, "items": [_TUTORSHIP]})

    student_number: str
    """Who is and was tutored."""
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
