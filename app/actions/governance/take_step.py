"""Steps: a request is moved on until it is answered, and the student reads what that did to the due date."""

from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.governance.requests import clock
from app.errors import Conflict
from app.ids import RequestId, StaffId, StudentId
from app.rights.states import ANSWERED, NotPossible, state_after
from app.rights.vocabulary import RequestStep
from app.store.governance import request_steps, requests
from app.store.governance.request_steps import Change, TakenStep
from app.store.governance.requests import RightsRequest

NOTHING_ASKED = "nothing is asked of you: read where your request stands"


async def hold(context: StaffContext, request_id: RequestId) -> RightsRequest:
    """The request, which nobody else changes before the end. Raises NotFound, Conflict for one answered."""
    held = await request_steps.hold(context.transaction, request_id)
    found = await requests.get(context.transaction, request_id, context.today)
    if not held:
        raise Conflict(ANSWERED)
    return found


async def take_step(
    context: StaffContext, request: RightsRequest, step: RequestStep, words: str
) -> RightsRequest:
    """Move a request on that is held. Raises Conflict where it cannot go there, and says why."""
    change = _change(context, request, step, words)
    await _record(context, request, change, context.staff_id)
    after = {"request_id": str(request.request_id), "kind": request.kind, "step": step}
    after |= {"state": change.state, "due_on": str(change.due_on)}
    action = f"{request.kind} request: {step.replace('_', ' ')}"
    await audit_change(context, action, f"student/{request.student_id}", after=after)
    return await requests.get(context.transaction, request.request_id, context.today)


async def give_information(
    context: Context, student_id: StudentId, request_id: RequestId, words: str
) -> RightsRequest:
    """What the student was asked for. Raises NotFound, and Conflict where nothing was asked."""
    held = await request_steps.hold(context.transaction, request_id)
    request = await requests.get_for(context.transaction, student_id, request_id, context.today)
    if not held:
        raise Conflict(NOTHING_ASKED)
    change = _change(context, request, RequestStep.INFORMATION_GIVEN, words)
    await _record(context, request, change, None)
    return await requests.get_for(context.transaction, student_id, request_id, context.today)


def _change(context: Context, request: RightsRequest, step: RequestStep, words: str) -> Change:
    """What the step makes of it. Raises Conflict."""
    taken = {each.step for each in request.steps}
    try:
        state = state_after(request.kind, request.state, step, taken)
    except NotPossible as why:
        raise Conflict(str(why)) from None
    received = context.profile.day(request.received_at)
    if step is RequestStep.EXTENDED:
        _check_told_in_time(context, request)
    now = TakenStep(request.request_id, step, context.now, None, words, request.due_on, request.due_on)
    after = clock(context, request.kind, received, [*request.steps, now])
    due_on = after.due_on(context.institution.calendar.next_working_day)
    return Change(step, words, state, due_on, after.stopped_on)


def _check_told_in_time(context: Context, request: RightsRequest) -> None:
    received = context.profile.day(request.received_at)
    last = clock(context, request.kind, received, request.steps).tell_by(context.today)
    if last is not None and context.today > last:
        raise Conflict(f"an extension is told within the first month, which ended on {last}: answer it")


async def _record(context: Context, request: RightsRequest, change: Change, staff_id: StaffId | None) -> None:
    await request_steps.add(
        context.transaction,
        request.student_id,
        request.request_id,
        change,
        number=len(request.steps) + 1,
        due_before=request.due_on,
        staff_id=staff_id,
        now=context.now,
    )
