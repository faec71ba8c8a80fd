"""Attempt messages: a prepared message is an attempt to reach the student, in the student's open case."""

from collections.abc import Sequence
from dataclasses import replace

from app.actions.context import StaffContext
from app.actions.support.casework import FullCase, read_case, role_on
from app.actions.support.record_attempt import NewAttempt, record_attempt
from app.outreach.case import AttemptOutcome, CaseState
from app.outreach.ladder import Channel
from app.store.people.students import NamedStudent
from app.store.support import cases


async def attempt_messages(context: StaffContext, reached: Sequence[NamedStudent], channel: Channel) -> int:
    """Record the attempts; returns how many.

    Of students whose open case waits for the asker and that channel. Otherwise a message stands by itself.
    """
    if context.profile.outreach is None:
        return 0
    return sum([await _attempt(_in_charge(context, each), each, channel) for each in reached])


def _in_charge(context: StaffContext, student: NamedStudent) -> StaffContext:
    """The asker in the roles by which this student is in their charge."""
    rules = context.profile.role_rules
    return replace(context, roles=tuple(each for each in student.visible_by if rules[each].takes_charge))


async def _attempt(context: StaffContext, student: NamedStudent, channel: Channel) -> bool:
    case_id = await cases.lock_open(context.transaction, student.student_id)
    if case_id is None:
        return False
    full = await read_case(context, student.student_id, case_id)
    if not _waits_for_it(context, full, channel):
        return False
    sent = NewAttempt(channel, AttemptOutcome.SENT, None, note=None, corrects=None, need=None)
    await record_attempt(context, full, sent)
    return True


def _waits_for_it(context: StaffContext, full: FullCase, channel: Channel) -> bool:
    goes_on = full.now.state in {CaseState.OPEN, CaseState.ATTEMPTING}
    return goes_on and role_on(context, full.now.roles) is not None and channel in full.rung.channels
