"""Tutorships."""

from datetime import date

from pydantic import Field

from app.access.vocabulary import ROLE_NAME, Role
from app.ids import StaffId
from app.schemas.base import Day, In, Name, Out
from app.store.people.tutorships import Tutorship


class TutorshipIn(In):
    student_number: Name
    staff_number: Name
    kind: Role | None = Field(
        default=None,
        pattern=ROLE_NAME,
        max_length=64,
        description="The role that it gives, where the profile has several: personal_tutor, adviser.",
    )
    starts_on: Day


class TutorshipEndIn(In):
    student_number: Name
    staff_number: Name
    starts_on: Day
    ends_before: Day | None = Field(
        description="The first day on which the tutor sees the student no more; null: it goes on after all."
    )


class TutorshipOut(Out):
    staff_id: StaffId
    staff_number: str
    staff_name: str
    kind: str
    starts_on: date
    ends_before: date | None


class TutorshipsOut(Out):
    student_number: str
    items: list[TutorshipOut]


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
