"""Meetings."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.actions.record.arrange_meetings import Appointment
from app.actions.record.meetings import MeetingsAndNotes
from app.ids import MeetingId, StaffId
from app.schemas.base import AwareMoment, In, Name, Out
from app.schemas.record.notes import NoteOut, note_out
from app.store.record.meetings import Meeting


class MeetingOut(Out):
    meeting_id: MeetingId
    staff_id: StaffId
    staff_name: str
    starts_at: datetime
    ends_at: datetime
    place: str | None
    status: Literal["planned", "cancelled"]
    arranged_by: Literal["student", "staff"]


class MeetingsOut(Out):
    items: list[MeetingOut]


class MeetingIn(In):
    starts_at: AwareMoment
    ends_at: AwareMoment
    place: Name | None = None
    staff_id: StaffId | None = Field(
        default=None, description="A student with several personal tutors says with which."
    )


class MeetingsSectionOut(Out):
    """Meetings around today, and the latest shared notes; drafts are never here."""

    meetings: list[MeetingOut]
    notes: list[NoteOut]


def appointment(given: MeetingIn) -> Appointment:
    return Appointment(given.starts_at, given.ends_at, given.place, given.staff_id)


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


def meetings_section_out(read: MeetingsAndNotes) -> MeetingsSectionOut:
    return MeetingsSectionOut(
        meetings=[meeting_out(each) for each in read.meetings], notes=[note_out(each) for each in read.notes]
    )
