"""Decide on a gap: somebody of the visa team says whether it is reported, and why; audited, never changed."""

from datetime import date
from uuid import uuid4

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.support.visa_engagement import VisaEngagement
from app.errors import Fault, InvalidInput
from app.ids import VisaDecisionId
from app.store.support import visa_decisions
from app.store.support.visa_decisions import VisaDecision


async def decide_on_gap(
    context: StaffContext, engagement: VisaEngagement, gap_first_day: date, decision: str, reason: str
) -> VisaDecision:
    """Put the decision on record with the gap as it stands.

    Raises InvalidInput where the student has no gap that begins on that day.
    """
    gap = next((each for each in engagement.gaps if each.first == gap_first_day), None)
    if gap is None:
        listed = ", ".join(str(each.first) for each in engagement.gaps) or "none, for there is no gap"
        rule = f"must be the first day of one of the student's gaps: {listed}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/gap_first_day", rule)])
    decision_id = VisaDecisionId(uuid4())
    await visa_decisions.add(
        context.transaction,
        engagement.student_id,
        decision_id=decision_id,
        gap_first_day=gap.first,
        gap_last_day=gap.last,
        counted_days=gap.counted_days,
        decision=decision,
        reason=reason,
        decided_by=context.staff_id,
        now=context.now,
    )
    await audit_change(
        context,
        "visa decision",
        f"student/{engagement.student_id}",
        after={
            "decision_id": str(decision_id),
            "decision": decision,
            "gap_first_day": str(gap.first),
            "counted_days": gap.counted_days,
        },
    )
    found = await visa_decisions.list_for(context.transaction, engagement.student_id)
    return next(each for each in found if each.decision_id == decision_id)
