"""Requests: a student asks something of their data, and somebody with that duty reads it, on record."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import uuid4

from app.access.vocabulary import Audited
from app.actions.context import Context, StaffContext
from app.actions.governance.asked import check_asked, check_offered
from app.errors import Conflict
from app.ids import RequestId, StudentId
from app.rights.due_dates import MONTHS, Clock, acknowledge_by
from app.rights.states import pauses_of
from app.rights.vocabulary import RequestKind, RequestState, RequestStep
from app.store.governance import request_queue, requests
from app.store.governance.request_queue import Requester
from app.store.governance.request_steps import TakenStep
from app.store.governance.requests import NewRequest, RightsRequest

ANSWERING = "answering"
"""The purpose, on record, of a look by whoever answers what the student asked."""


async def ask(
    context: Context, student_id: StudentId, asked: NewRequest, purpose: str | None
) -> RightsRequest:
    """Record what the student asks. Raises NotOffered, InvalidInput, and Conflict for one that is open.

    `purpose` is what an objection is about.
    """
    check_offered(context, asked.kind)
    check_asked(context.profile, purpose, asked)
    asked = asked._replace(about=purpose or asked.about)
    if not await _add(context, student_id, asked):
        about = f" to {purpose}" if purpose else f" about {asked.about}" if asked.about else ""
        raise Conflict(f"your {asked.kind} request{about} is open: it is answered before another is taken")
    return await _open_one(context, student_id, asked)


async def object_to(context: Context, student_id: StudentId, purpose: str) -> RightsRequest:
    """Record an attempt to refuse what does not rest on consent; the one that is open already, if one is."""
    asked = NewRequest(RequestKind.OBJECTION, purpose, None)
    await _add(context, student_id, asked)
    return await _open_one(context, student_id, asked)


async def _add(context: Context, student_id: StudentId, asked: NewRequest) -> bool:
    next_working_day = context.institution.calendar.next_working_day
    complaint = asked.kind is RequestKind.COMPLAINT
    return await requests.add(
        context.transaction,
        student_id,
        RequestId(uuid4()),
        asked,
        due_on=clock(context, asked.kind, context.today).due_on(next_working_day),
        acknowledge_by=acknowledge_by(context.today, next_working_day) if complaint else None,
        now=context.now,
    )


async def _open_one(context: Context, student_id: StudentId, asked: NewRequest) -> RightsRequest:
    found = await requests.find_open(context.transaction, student_id, asked.kind, asked.about, context.today)
    if found is None:
        raise Conflict("it was answered in this moment: read your requests again")
    return found


def clock(context: Context, kind: RequestKind, received: date, steps: Sequence[TakenStep] = ()) -> Clock:
    """What the due date of a request follows from: its kind, the institution's promise, and its steps."""
    entry, complaint = context.profile.requests, kind is RequestKind.COMPLAINT
    days = {RequestKind.ACCESS: entry.access_days, RequestKind.COMPLAINT: entry.complaint_days}
    return Clock(
        received,
        days=days.get(kind),
        months=None if complaint else MONTHS,
        pauses=pauses_of(kind, [(each.step, context.profile.day(each.taken_at)) for each in steps]),
        extended=any(each.step is RequestStep.EXTENDED for each in steps),
    )


async def list_queue(
    context: StaffContext,
    kind: RequestKind | None,
    state: RequestState | None,
    *,
    after: tuple[date, RequestId],
    limit: int,
) -> Sequence[RightsRequest]:
    """Requests without an answer, what is due first first; of a kind, in a state."""
    return await request_queue.list_open(
        context.transaction, context.today, kind=kind, state=state, after=after, limit=limit
    )


async def look(
    context: StaffContext, students: Collection[StudentId], section: Audited
) -> Mapping[StudentId, Requester]:
    """Who they are that have asked, for whoever answers; on the students' record."""
    if not students:
        return {}
    await request_queue.record_look(
        context.transaction, students, section, context.role, ANSWERING, context.now
    )
    return await request_queue.requesters(context.transaction, students)
