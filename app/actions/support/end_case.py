"""End a case: somebody closes it, or the student answers."""

from dataclasses import replace

from app.actions.context import RequestContext, StaffContext
from app.actions.support.casework import (
    FullCase,
    audit_case,
    keep,
    ladder_of,
    read_case,
    role_on,
    tell_step,
    who_is_on,
)
from app.actions.support.move_case import end_assignment
from app.errors import Conflict
from app.ids import StudentId
from app.outreach.case import CLOSES, Answer, CaseOutcome, CaseState, Step, check_can_close
from app.store.support import case_history, cases


async def close_case(context: StaffContext, full: FullCase, outcome: CaseOutcome, reason: str) -> FullCase:
    """Close a locked case. Raises Conflict for an outcome that did not happen, and Forbidden."""
    role = role_on(context, full.now.roles)
    who = who_is_on(context, full)
    check_can_close(full.rung, who, full.now.state, outcome, is_on_it=role is not None)
    await end_assignment(context, full, reason)
    await case_history.add_step(
        context.transaction,
        full.student_id,
        full.case.case_id,
        Step.CLOSED,
        now=context.now,
        rung=full.rung.name,
        staff_id=context.staff_id,
        role=role or context.role,
        reason=reason,
        outcome=outcome,
    )
    await tell_step(context, full.student_id, full.case.case_id, Step.CLOSED)
    now = replace(
        full.now,
        state=CaseState.CLOSED,
        waiting_until=None,
        answer=None,
        answered_at=None,
        outcome=outcome,
        closed_by=context.staff_id,
        closed_at=context.now,
        closing_reason=reason,
    )
    done = await keep(context, full, now)
    await audit_case(context, "outreach closed", full, done)
    return done


async def answer(context: RequestContext, student_id: StudentId, said: Answer, text: str | None) -> FullCase:
    """The student answers to the case that is open: it closes, or goes to whoever has it.

    `fine` and `no_support` close it, unless a team has it: only staff can end what opened the student to a
    team. Nor does `no_support` where a legal or safeguarding need is on record: the case tells them.
    Raises Conflict where no case is open, or the same was answered already.
    """
    ladder_of(context)
    case_id = await cases.lock_open(context.transaction, student_id)
    if case_id is None:
        raise Conflict("no case is open: nobody is waiting for your answer")
    full = await read_case(context, student_id, case_id)
    if full.now.answer is said:
        raise Conflict("you have answered this already, and whoever has your case can see it")
    await _add_step(context, full, Step.ANSWERED, answer=said, reason=text)
    now = replace(full.now, answer=said, answered_at=context.now)
    answered = await keep(context, full, now)
    outcome = CLOSES.get(said)
    stays = answered.now.assignment_id is not None or (
        said is Answer.NO_SUPPORT and answered.now.need_kind is not None
    )
    if outcome is None or stays:
        return answered
    await _add_step(context, full, Step.CLOSED, outcome=outcome)
    closed = replace(answered.now, state=CaseState.CLOSED, outcome=outcome, closed_at=context.now)
    return await keep(context, answered, closed)


async def _add_step(
    context: RequestContext,
    full: FullCase,
    kind: Step,
    *,
    answer: Answer | None = None,
    reason: str | None = None,
    outcome: CaseOutcome | None = None,
) -> None:
    await case_history.add_step(
        context.transaction,
        full.student_id,
        full.case.case_id,
        kind,
        now=context.now,
        rung=full.rung.name,
        staff_id=None,
        role=None,
        answer=answer,
        reason=reason,
        outcome=outcome,
    )
    await tell_step(context, full.student_id, full.case.case_id, kind)
