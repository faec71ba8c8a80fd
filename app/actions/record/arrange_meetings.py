"""Arrange meetings: either side proposes, either side cancels, both see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions.context import Context
from app.actions.coverage import check_is_covered
from app.actions.record.write_notes import Author
from app.errors import Conflict, Fault, InvalidInput
from app.ids import MeetingId, StaffId, StudentId
from app.store.people import students
from app.store.record import meetings
from app.store.record.meetings import Meeting

YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Appointment:
    starts_at: datetime
    ends_at: datetime
    place: str | None
    staff_id: StaffId | None
    """With whom; a member of staff arranges meetings with themselves."""


async def arrange_meeting(
    context: Context, author: Author, student_id: StudentId, appointment: Appointment
) -> Meeting:
    """A planned meeting.

    Raises InvalidInput for a meeting with somebody who is not a current tutor, and OutOfScope for a student
    whom the service does not cover today.
    """
    await check_is_covered(context, student_id)
    staff_id = author.staff_id or await _tutor(context, student_id, appointment.staff_id)
    if appointment.ends_at <= appointment.starts_at:
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_at", "must be later than starts_at")])
    meeting_id = await meetings.add(
        context.transaction,
        student_id,
        staff_id,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        place=appointment.place,
        created_by=author.side,
        now=context.now,
    )
    return await meetings.get(context.transaction, student_id, meeting_id)


async def list_meetings_of_year(context: Context, student_id: StudentId) -> list[Meeting]:
    """The student's meetings of the past year and the next, ascending, cancelled ones too."""
    return await context.transaction.fetch(
        meetings.BETWEEN,
        student_id=student_id,
        meetings_from=context.now - YEAR,
        meetings_before=context.now + YEAR,
    )


async def lock_meeting(context: Context, student_id: StudentId, meeting_id: MeetingId) -> Meeting:
    """The meeting, which nobody else changes until the transaction ends."""
    await meetings.lock(context.transaction, student_id, meeting_id)
    return await meetings.get(context.transaction, student_id, meeting_id)


async def cancel_meeting(context: Context, student_id: StudentId, meeting_id: MeetingId) -> Meeting:
    """Call a meeting off; it stays visible as cancelled."""
    meeting = await lock_meeting(context, student_id, meeting_id)
    if meeting.status == "cancelled":
        raise Conflict("the meeting is cancelled already")
    await meetings.cancel(context.transaction, student_id, meeting_id, context.now)
    return await meetings.get(context.transaction, student_id, meeting_id)


async def _tutor(context: Context, student_id: StudentId, chosen: StaffId | None) -> StaffId:
    tutors = await students.list_tutors(context.transaction, student_id, context.today)
    if chosen is None and len(tutors) == 1:
        return tutors[0].staff_id
    if chosen is None or chosen not in {each.staff_id for each in tutors}:
        rule = "must be one of your tutors of today"
        raise InvalidInput("see `errors`", faults=[Fault("/body/staff_id", rule)])
    return chosen
