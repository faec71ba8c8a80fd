"""Record an attempt to reach a student, or correct one. The service itself sends nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from app.access.vocabulary import Role
from app.actions.context import StaffContext
from app.actions.support.casework import FullCase, audit_case, keep, role_on, standing_attempts, who_is_on
from app.errors import Conflict, Fault, Forbidden, InvalidInput
from app.ids import AttemptId
from app.outreach.case import (
    Answer,
    AttemptOutcome,
    CaseState,
    channel_rule,
    check_attempt,
    check_not_over,
)
from app.outreach.ladder import Channel
from app.store.support import case_history
from app.store.support.case_history import Need, RecordedAttempt


@dataclass(frozen=True, slots=True)
class NewAttempt:
    channel: Channel
    outcome: AttemptOutcome
    attempted_at: datetime | None
    """None: now, or when the corrected one was made."""
    note: str | None
    corrects: AttemptId | None
    need: Need | None


async def record_attempt(context: StaffContext, full: FullCase, new: NewAttempt) -> FullCase:
    """Add an attempt to a locked case; returns the case after it.

    Raises Conflict for one that is out of order or comes after the student was reached or declined,
    InvalidInput for a channel that is not the rung's and for a time before the case or in the future,
    Forbidden for a correction of somebody else's entry.
    """
    if new.corrects is not None:
        return await _correct(context, full, new, new.corrects)
    who = who_is_on(context, full)
    role = role_on(context, full.now.roles)
    check_attempt(full.rung, who, _state(full, new), is_on_it=role is not None)
    assert role is not None
    asked_to_call = full.now.answer is Answer.CALL_ME
    _check(context, full, new, channel_rule(full.rung, who, new.channel, asked_to_call=asked_to_call))
    # Whoever acts on the student's answer has read it: from now on it is history.
    after = replace(full.now, answer=None, answered_at=None)
    if new.need is not None:
        after = replace(after, need_kind=new.need.kind, need_reason=new.need.reason)
    await _add(context, full, new, full.rung.name, role, new.attempted_at or context.now)
    done = await keep(context, full, after)
    await audit_case(context, "outreach attempted", full, done)
    return done


def _state(full: FullCase, new: NewAttempt) -> CaseState:
    """Where the case stands for this attempt: a student who declined is looked for only for a need."""
    state = full.now.state
    if state is not CaseState.REACHED or not _declined(full):
        return state
    if new.need is None:
        raise Conflict(
            "the student declined: there is no further attempt, unless `legal_or_safeguarding_need` says what"
            " for, which the student is told"
        )
    return CaseState.ATTEMPTING


def _declined(full: FullCase) -> bool:
    counted = standing_attempts(full.attempts)
    return bool(counted) and counted[-1].outcome is AttemptOutcome.DECLINED


async def _correct(context: StaffContext, full: FullCase, new: NewAttempt, corrects: AttemptId) -> FullCase:
    check_not_over(full.now.state)
    wrong = _entry_to_correct(context, full, corrects)
    rung = full.ladder.rung(wrong.rung)
    broken = None
    if new.channel not in rung.channels and new.channel is not wrong.channel:
        broken = f"must be one of {', '.join(rung.channels)}, as on the rung of the entry"
    _check(context, full, new, broken)
    await _add(context, full, new, wrong.rung, wrong.role, new.attempted_at or wrong.attempted_at)
    done = await keep(context, full, full.now)
    await audit_case(context, "outreach attempt corrected", full, done)
    return done


def _entry_to_correct(context: StaffContext, full: FullCase, corrects: AttemptId) -> RecordedAttempt:
    found = next((each for each in full.attempts if each.attempt_id == corrects), None)
    if found is None:
        faults = [Fault("/body/corrects", "must be an attempt of this case")]
        raise InvalidInput("see `errors`", faults=faults)
    if found.staff_id != context.staff_id:
        raise Forbidden("only whoever made the entry corrects it")
    if any(each.corrects == corrects for each in full.attempts):
        raise Conflict("this entry is corrected already: correct its correction")
    return found


def _check(context: StaffContext, full: FullCase, new: NewAttempt, channel_fault: str | None) -> None:
    faults = [] if channel_fault is None else [Fault("/body/channel", channel_fault)]
    opened_at = full.case.opening.opened_at
    if new.attempted_at is not None and not opened_at <= new.attempted_at <= context.now:
        faults.append(Fault("/body/attempted_at", f"must lie between {opened_at.isoformat()} and now"))
    if faults:
        raise InvalidInput("see `errors`", faults=faults)


async def _add(
    context: StaffContext, full: FullCase, new: NewAttempt, rung: str, role: Role, attempted_at: datetime
) -> None:
    await case_history.add_attempt(
        context.transaction,
        full.student_id,
        full.case.case_id,
        AttemptId(uuid4()),
        rung=rung,
        staff_id=context.staff_id,
        role=role,
        attempted_at=attempted_at,
        now=context.now,
        channel=new.channel,
        outcome=new.outcome,
        note=new.note,
        corrects=new.corrects,
        need=new.need,
    )
