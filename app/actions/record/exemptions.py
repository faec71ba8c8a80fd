"""Exemptions: staff in charge of a student set days of which nothing is noticed, and end them; audited."""

from datetime import date, timedelta
from typing import Any

from app.actions.context import StaffContext
from app.actions.engagement.settle_silence import settle_silence
from app.actions.governance.audit_change import audit_change
from app.db.identity import elevated
from app.errors import Conflict, Fault, InvalidInput
from app.ids import ExemptionId, StudentId
from app.store.people import students
from app.store.record import exemptions
from app.store.record.exemptions import Exemption

MOST_DAYS_AHEAD = timedelta(days=366)


async def record_exemption(
    context: StaffContext, student_id: StudentId, *, reason: str, starts_on: date, ends_before: date
) -> Exemption:
    """Exempt the days from `starts_on` until before `ends_before`; signals about them end at once.

    Raises InvalidInput for a reason that the profile lacks and for days that make no sense, Conflict where
    the same is there already.
    """
    faults = _faults(context, reason, starts_on, ends_before)
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    await _lock(context, student_id)
    exemption_id = await exemptions.add(
        context.transaction,
        student_id,
        reason=reason,
        starts_on=starts_on,
        ends_before=ends_before,
        recorded_by=context.staff_id,
        now=context.now,
    )
    if exemption_id is None:
        raise Conflict(
            "an exemption for this reason begins on that day already: end it before you set another"
        )
    made = await exemptions.get(context.transaction, student_id, exemption_id)
    await audit_change(context, "exemption set", f"student/{student_id}", after=_audited(made))
    await _settle(context, student_id)
    return made


async def end_exemption(
    context: StaffContext, student_id: StudentId, exemption_id: ExemptionId, ends_before: date
) -> Exemption:
    """End the exemption early; on its own first day, if it was a mistake. Signals that it ended come back.

    Raises NotFound, InvalidInput for a day that it does not have, Conflict where somebody has ended it.
    """
    await _lock(context, student_id)
    before = await exemptions.get(context.transaction, student_id, exemption_id)
    if before.ended_at is not None:
        raise Conflict("this exemption has been ended already")
    if not before.starts_on <= ends_before < before.ends_before:
        rule = f"must be one of its days, {before.starts_on} or later and before {before.ends_before}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_before", rule)])
    if not await exemptions.end(
        context.transaction,
        student_id,
        exemption_id,
        ends_before=ends_before,
        ended_by=context.staff_id,
        now=context.now,
    ):
        raise Conflict("somebody else has just ended this exemption")
    after = await exemptions.get(context.transaction, student_id, exemption_id)
    subject = f"student/{student_id}"
    await audit_change(context, "exemption ended", subject, before=_audited(before), after=_audited(after))
    await _settle(context, student_id)
    return after


async def _lock(context: StaffContext, student_id: StudentId) -> None:
    """The student, before what is theirs."""
    async with elevated(context.transaction):
        await students.lock(context.transaction, [student_id])


async def _settle(context: StaffContext, student_id: StudentId) -> None:
    """What follows for signals is the institution's to write."""
    async with elevated(context.transaction):
        await settle_silence(context, [student_id])


def _faults(context: StaffContext, reason: str, starts_on: date, ends_before: date) -> list[Fault]:
    rules, faults = context.profile.exemptions, []
    if reason not in rules.reasons:
        faults.append(Fault("/body/reason", f"must be one of {', '.join(rules.reasons)}"))
    if starts_on > context.today + MOST_DAYS_AHEAD:
        faults.append(Fault("/body/starts_on", "lies more than a year ahead"))
    if ends_before <= starts_on:
        faults.append(Fault("/body/ends_before", "must be later than starts_on"))
    elif (ends_before - starts_on).days > rules.longest_days:
        faults.append(Fault("/body/ends_before", f"makes it longer than {rules.longest_days} days"))
    return faults


def _audited(exemption: Exemption) -> dict[str, Any]:
    return {
        "exemption_id": str(exemption.exemption_id),
        "reason": exemption.reason,
        "starts_on": str(exemption.starts_on),
        "ends_before": str(exemption.ends_before),
    }
