"""Open a case: somebody is to be looked for, after other sources were checked."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from app.actions.context import StaffContext
from app.actions.coverage import check_is_covered
from app.actions.support.casework import (
    FullCase,
    audit_case,
    ladder_of,
    list_cases,
    read_case,
    role_on,
    tell_step,
    titles,
)
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.ids import CaseId, SignalId, StudentId
from app.outreach.case import CaseOutcome, CaseState, Step
from app.store.engagement import signals
from app.store.support import case_history, cases
from app.store.support.case_history import Need
from app.store.support.cases import CaseNow, CaseOpening


@dataclass(frozen=True, slots=True)
class CheckedSource:
    """Something else that was looked at before the student is looked for."""

    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class NewCase:
    reason: str
    other_sources_checked: tuple[CheckedSource, ...]
    signal_id: SignalId | None
    need: Need | None


async def open_case(context: StaffContext, student_id: StudentId, new: NewCase) -> FullCase:
    """The new case, at the ladder's first rung.

    Raises InvalidInput for a source that was checked in the future, Conflict where a case is open, or where
    the student declined and no need is stated, and OutOfScope for a student whom the service does not cover.
    """
    ladder, today = ladder_of(context), context.today
    await check_is_covered(context, student_id)
    _check_sources(new, today)
    await _check_signal(context, student_id, new.signal_id)
    _check_free(context, await list_cases(context, student_id), new)
    rung = ladder.first
    roles = rung.roles_for(await cases.residence_of(context.transaction, student_id, today))
    role = role_on(context, roles)
    now = CaseNow(
        CaseState.OPEN,
        rung.name,
        today,
        roles,
        context.institution.calendar.working_day_after(today, rung.attempt_within),
        owner_id=None if role is None else context.staff_id,
        need_kind=None if new.need is None else new.need.kind,
        need_reason=None if new.need is None else new.need.reason,
    )
    opening = CaseOpening(
        new.reason,
        [{"source": each.source, "checked_on": str(each.checked_on)} for each in new.other_sources_checked],
        new.signal_id,
        context.staff_id,
        role or context.role,
        context.now,
    )
    case_id = CaseId(uuid4())
    if not await cases.add(context.transaction, student_id, case_id, opening, now):
        raise Conflict("somebody else has just opened a case for this student: read it")
    await case_history.add_step(
        context.transaction,
        student_id,
        case_id,
        Step.OPENED,
        now=context.now,
        rung=rung.name,
        staff_id=context.staff_id,
        role=opening.opened_role,  # type: ignore[arg-type]  # a role's name
        owner_id=now.owner_id,
        reason=new.reason,
    )
    await tell_step(context, student_id, case_id, Step.OPENED)
    opened = await read_case(context, student_id, case_id)
    await audit_case(context, "outreach opened", None, opened)
    return opened


async def _check_signal(context: StaffContext, student_id: StudentId, signal_id: SignalId | None) -> None:
    if signal_id is None:
        return
    try:
        await signals.get(context.transaction, student_id, signal_id)
    except NotFound:
        faults = [Fault("/body/signal_id", "must be a signal of this student")]
        raise InvalidInput("see `errors`", faults=faults) from None


def _check_sources(new: NewCase, today: date) -> None:
    faults = [
        Fault(f"/body/other_sources_checked/{at}/checked_on", f"must be {today} or earlier")
        for at, each in enumerate(new.other_sources_checked)
        if each.checked_on > today
    ]
    if faults:
        raise InvalidInput("see `errors`", faults=faults)


def _check_free(context: StaffContext, known: list[FullCase], new: NewCase) -> None:
    """Raises Conflict where a case is open, or where the student declined not long ago."""
    for each in known:
        if each.now.state is not CaseState.CLOSED:
            on = titles(context.profile, each.now.roles)
            raise Conflict(f"a case is open for this student already; its rung is for {on}")
    if new.need is not None or not known:
        return
    since = context.now - timedelta(days=known[0].ladder.declined_holds_days)
    declined = [each.now for each in known if each.now.outcome is CaseOutcome.SUPPORT_DECLINED]
    if any(each.closed_at is not None and each.closed_at > since for each in declined):
        raise Conflict(
            "the student declined support: no new case is opened, unless `legal_or_safeguarding_need` says"
            " what for, which the student is told"
        )
