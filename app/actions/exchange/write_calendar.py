"""Write a calendar: a person's own meetings, as iCalendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import timedelta

from icalendar import Calendar, Event

from app.access.vocabulary import SectionName
from app.actions.context import Context
from app.actions.governance.restrict import leave_out_restricted
from app.ids import StaffId, StudentId
from app.store.record import meetings
from app.store.record.meetings import Meeting

LOOK_BACK = timedelta(days=92)


async def write_calendar(context: Context, student_id: StudentId | None, staff_id: StaffId | None) -> bytes:
    """The person's meetings since three months ago; notes are never part of it."""
    found: Sequence[Meeting] = []
    if student_id is not None or staff_id is not None:
        await leave_out_restricted(context, SectionName.MEETINGS)
        found = await meetings.list_of_person(
            context.transaction, student_id, staff_id, context.now - LOOK_BACK
        )
    calendar = Calendar()
    calendar.add("prodid", "-//Attune//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", f"{context.profile.title} meetings")
    for meeting in found:
        calendar.add_component(_event(meeting, for_student=student_id is not None))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, *, for_student: bool) -> Event:
    other = meeting.staff_name if for_student else (meeting.student_name or "a student")
    event = Event()
    event.add("uid", f"{meeting.meeting_id}@attune")
    event.add("summary", f"Meeting with {other}")
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("status", "CANCELLED" if meeting.status == "cancelled" else "CONFIRMED")
    if meeting.place is not None:
        event.add("location", meeting.place)
    return event
