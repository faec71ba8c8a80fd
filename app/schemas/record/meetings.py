"""Meetings."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.actions.record.arrange_meetings import Appointment
from app.actions.record.meetings import MeetingsAndNotes
from app.ids import MeetingId, StaffId
from app.schemas.base import AwareMoment, In, Name, Out, shown_as
from app.schemas.made_up import MEETING, TUTOR, TUTOR_NAME
from app.schemas.record.notes import WRITTEN_NOTE, NoteOut, note_out
from app.store.record.meetings import Meeting

_APPOINTMENT = {
    "starts_at": "2018-11-22T10:00:00Z",
    "ends_at": "2018-11-22T10:30:00Z",
    "place": "Room B12",
}
_MEETING = {
    **_APPOINTMENT,
    "meeting_id": MEETING,
    "staff_id": TUTOR,
    "staff_name": TUTOR_NAME,
    "status": "planned",
    "arranged_by": "student",
}
MEETINGS_SECTION = {"meetings": [_MEETING], "notes": [WRITTEN_NOTE]}


class MeetingOut(Out):
    model_config = shown_as(_MEETING)

    meeting_id: MeetingId
    """The meeting's id."""
    staff_id: StaffId
    """The member of staff whom the student meets."""
    staff_name: str
    """Their name."""
    starts_at: datetime
    """When it starts."""
    ends_at: datetime
    """When it ends."""
    place: str | None
    """Where it is; null if it is not known."""
    status: Literal["planned", "cancelled"]
    """`planned`: it is to take place, or has. `cancelled`: it was called off."""
    arranged_by: Literal["student", "staff"]
    """Which side arranged it: the `student`, or `staff`."""


class MeetingsOut(Out):
    model_config = shown_as({"items": [_MEETING]})

    items: list[MeetingOut]
    """The earliest first."""


class MeetingIn(In):
    model_config = shown_as(_APPOINTMENT)

    starts_at: AwareMoment
    """When it starts, with its offset from UTC."""
    ends_at: AwareMoment
    """When it ends, with its offset from UTC."""
    place: Name | None = None
    """Where it is."""
    staff_id: StaffId | None = Field(
        default=None, description="Which tutor the meeting is with; needed from a student who has several."
    )


class MeetingsSectionOut(Out):
    """Meetings around today, and the latest shared notes; drafts are never here."""

    meetings: list[MeetingOut]
    """The earliest first."""
    notes: list[NoteOut]
    """The latest first."""


def appointment(meeting: MeetingIn) -> Appointment:
    return Appointment(meeting.starts_at, meeting.ends_at, meeting.place, meeting.staff_id)


def meeting_out(meeting: Meeting) -> MeetingOut:
    return MeetingOut.model_validate(
        {
            "meeting_id": meeting.meeting_id,
            "staff_id": meeting.staff_id,
            "staff_name": meeting.staff_name,
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
            "place": meeting.place,
            "status": meeting.status,
            "arranged_by": meeting.created_by,
        }
    )


def meetings_section_out(facts: MeetingsAndNotes) -> MeetingsSectionOut:
    return MeetingsSectionOut(
        meetings=[meeting_out(each) for each in facts.meetings],
        notes=[note_out(each) for each in facts.notes],
    )
