"""Answering: what comes of a request, and why; what is upheld is carried out where the service can."""

from collections.abc import Collection, Mapping
from typing import Any

from app.actions.context import StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.governance.carry_out import carry_out
from app.actions.governance.erase_part import is_less
from app.errors import Fault, InvalidInput
from app.rights.vocabulary import LegalException, RequestKind, RequestOutcome
from app.store.governance import request_steps, requests
from app.store.governance.requests import RightsRequest

CARRIED_OUT = frozenset({RequestKind.ERASURE, RequestKind.RESTRICTION, RequestKind.OBJECTION})
"""Kinds that the service itself carries out as they are upheld."""
AGREED = frozenset({RequestOutcome.UPHELD, RequestOutcome.PARTLY})


async def answer(
    context: StaffContext,
    request: RightsRequest,
    outcome: RequestOutcome,
    words: str,
    exceptions: Collection[LegalException],
    details: Mapping[str, Any],
) -> RightsRequest:
    """Answer a request that is held. Raises InvalidInput for what does not go with its kind or outcome."""
    if faults := [
        *_faults(request.kind, outcome, exceptions, details),
        *_faults_of_part(request, outcome, details),
    ]:
        raise InvalidInput("see `errors`", faults=faults)
    agreed = request.kind in CARRIED_OUT and outcome in AGREED
    account = await carry_out(context, request, details) if agreed else None
    # No words of anybody stay with what is kept after an erasure.
    erased = account is not None and "erasure_id" in account and account["categories"] is None
    await _record(context, request, outcome, None if erased else words, exceptions, account)
    after: dict[str, Any] = {"request_id": str(request.request_id), "kind": request.kind, "outcome": outcome}
    after |= {"exceptions": sorted(exceptions)} if exceptions else {}
    answered = await requests.get(context.transaction, request.request_id, context.today)
    # Of whom it is now: an erasure leaves the request under another id.
    await audit_change(context, "request answered", f"student/{answered.student_id}", after=after)
    return answered


def _faults(
    kind: RequestKind,
    outcome: RequestOutcome,
    exceptions: Collection[LegalException],
    details: Mapping[str, Any],
) -> list[Fault]:
    erased = kind is RequestKind.ERASURE and outcome in AGREED
    if kind is RequestKind.ACCESS and outcome is not RequestOutcome.REFUSED:
        return [Fault("/body/outcome", "must be one of refused: the service makes the copy itself")]
    if erased and "how" not in details:
        return [Fault("/body/details/how", "must be given for an erasure that is upheld")]
    if details and not erased:
        return [Fault("/body/details/how", "must be null: only an erasure that is upheld has it")]
    if kind is RequestKind.ERASURE and outcome is RequestOutcome.PARTLY and not exceptions:
        return [Fault("/body/exceptions", "must say what is kept, and under which exception")]
    return []


def _faults_of_part(
    request: RightsRequest, outcome: RequestOutcome, details: Mapping[str, Any]
) -> list[Fault]:
    if outcome is RequestOutcome.UPHELD and is_less(request, details.get("categories")):
        return [Fault("/body/outcome", "must be partly: everything was asked for, and some kinds are named")]
    return []


async def _record(
    context: StaffContext,
    request: RightsRequest,
    outcome: RequestOutcome,
    words: str | None,
    exceptions: Collection[LegalException],
    account: Mapping[str, Any] | None,
) -> None:
    """The outcome of a complaint acknowledges it, where nobody has: both are told at once then."""
    if request.kind is RequestKind.COMPLAINT and request.acknowledged_at is None:
        await request_steps.acknowledge(
            context.transaction, request.request_id, context.staff_id, context.now
        )
    await request_steps.record_answer(
        context.transaction,
        request.request_id,
        now=context.now,
        outcome=outcome,
        answer=words,
        answered_by=context.staff_id,
        exceptions=sorted(exceptions),
        account=account,
    )
