"""Requests: a student asks something of their data, and somebody with that duty answers, audited."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from app.access.vocabulary import Audited
from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.governance.carry_out import carry_out
from app.errors import Conflict, Fault, InvalidInput, NotOffered
from app.ids import RequestId, StudentId
from app.rights.due_dates import due_on
from app.rights.vocabulary import RequestKind, RequestOutcome
from app.store.governance import requests
from app.store.governance.requests import Requester, RightsRequest

ANSWERING = "answering"
"""The purpose, on record, of a look by whoever answers what the student asked."""
CARRIED_OUT = frozenset({RequestKind.ERASURE, RequestKind.RESTRICTION, RequestKind.OBJECTION})
"""Kinds that the service itself carries out as they are upheld."""
AGREED = frozenset({RequestOutcome.UPHELD, RequestOutcome.PARTLY})
ANSWERED = "this request has been answered already: read your queue again"


def check_offered(context: Context) -> None:
    """Raises NotOffered where nobody of the institution answers requests in this service."""
    if not context.profile.answering_roles:
        contacts = {each.notice(context.today).contact for each in context.profile.purposes.values()}
        raise NotOffered(f"ask {' or '.join(sorted(contacts))}", contacts=sorted(contacts))


async def ask(
    context: Context, student_id: StudentId, kind: RequestKind, purpose: str | None, message: str | None
) -> RightsRequest:
    """Record what the student asks. Raises NotOffered, InvalidInput, and Conflict for one that is open."""
    check_offered(context)
    _check_purpose(context, kind, purpose)
    if not await _add(context, student_id, kind, purpose or "", message):
        about = f" to {purpose}" if purpose else ""
        raise Conflict(f"your {kind} request{about} is open: it is answered before another is taken")
    return await _open_one(context, student_id, kind, purpose or "")


async def object_to(context: Context, student_id: StudentId, purpose: str) -> RightsRequest:
    """Record an attempt to refuse what does not rest on consent; the one that is open already, if one is."""
    await _add(context, student_id, RequestKind.OBJECTION, purpose, None)
    return await _open_one(context, student_id, RequestKind.OBJECTION, purpose)


async def _add(
    context: Context, student_id: StudentId, kind: RequestKind, about: str, message: str | None
) -> bool:
    return await requests.add(
        context.transaction,
        student_id,
        RequestId(uuid4()),
        kind=kind,
        about=about,
        message=message,
        due_on=due_day(context, kind),
        now=context.now,
    )


async def _open_one(context: Context, student_id: StudentId, kind: RequestKind, about: str) -> RightsRequest:
    found = await requests.find_open(context.transaction, student_id, kind, about, context.today)
    if found is None:
        raise Conflict("it was answered in this moment: read your requests again")
    return found


def due_day(context: Context, kind: RequestKind) -> date:
    """The last day on which a request that comes today is answered in time."""
    promised = context.profile.requests.access_days if kind is RequestKind.ACCESS else None
    return due_on(context.today, context.institution.calendar.next_working_day, promised_days=promised)


def _check_purpose(context: Context, kind: RequestKind, purpose: str | None) -> None:
    if purpose is None:
        return
    if kind is not RequestKind.OBJECTION:
        raise InvalidInput(
            "see `errors`", faults=[Fault("/body/purpose", "must be null: a copy holds every purpose's data")]
        )
    if purpose not in context.profile.purposes:
        listed = ", ".join(sorted(context.profile.purposes))
        raise InvalidInput("see `errors`", faults=[Fault("/body/purpose", f"must be one of {listed}")])


async def list_queue(
    context: StaffContext, *, after: tuple[date, RequestId], limit: int
) -> Sequence[RightsRequest]:
    """Requests without an answer, the earliest due first."""
    return await requests.list_open(context.transaction, context.today, after=after, limit=limit)


async def look(
    context: StaffContext, students: Collection[StudentId], section: Audited
) -> Mapping[StudentId, Requester]:
    """Who they are that have asked, for whoever answers; on the students' record."""
    if not students:
        return {}
    await requests.record_look(context.transaction, students, section, context.role, ANSWERING, context.now)
    return await requests.requesters(context.transaction, students)


async def answer(
    context: StaffContext,
    request_id: RequestId,
    outcome: RequestOutcome,
    words: str,
    details: Mapping[str, Any],
) -> RightsRequest:
    """Answer a request, and do what it asks for where the service can and it is upheld.

    Raises NotFound, Conflict for one that is answered, InvalidInput for its outcome.
    """
    held = await requests.hold(context.transaction, request_id)
    before = await requests.get(context.transaction, request_id, context.today)
    if not held:
        raise Conflict(ANSWERED)
    if before.kind is RequestKind.ACCESS and outcome is not RequestOutcome.REFUSED:
        rule = "must be one of refused: the service makes the copy itself"
        raise InvalidInput("see `errors`", faults=[Fault("/body/outcome", rule)])
    carried_out = before.kind in CARRIED_OUT and outcome in AGREED
    account = await carry_out(context, before, details) if carried_out else None
    erased = carried_out and before.kind is RequestKind.ERASURE
    await requests.record_answer(
        context.transaction,
        request_id,
        outcome=outcome,
        answer=None if erased else words,  # no words of anybody stay with what is kept
        answered_by=context.staff_id,
        account=account,
        now=context.now,
    )
    after = {"request_id": str(request_id), "kind": before.kind, "outcome": outcome}
    answered = await requests.get(context.transaction, request_id, context.today)
    # Of whom it is now: an erasure leaves the request under another id.
    await audit_change(context, "request answered", f"student/{answered.student_id}", after=after)
    return answered
