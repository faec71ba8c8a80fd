"""Consent: where it stands, what was decided, and deciding."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import Audited
from app.actions.governance.decide_consent import Choice, decide_consent
from app.actions.governance.issue_receipt import decision_of, issue_receipt
from app.actions.governance.read_consent import list_states
from app.errors import (
    Forbidden,
    NotBasedOnConsent,
    NotFound,
    NoticeSuperseded,
    OutOfScope,
    Unauthenticated,
)
from app.http.deps import AnyUser, OwnDecision, OwnRecord, service_of
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited
from app.ids import DecisionId, StudentId
from app.schemas.base import Name
from app.schemas.governance.consent import (
    ConsentsOut,
    DecisionIn,
    DecisionOut,
    DecisionsOut,
    NoticeOut,
    ReceiptOut,
    consent_out,
    decision_out,
    notice_out,
)
from app.store.governance import consent

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["consent"],
    responses=describe(Unauthenticated, Forbidden, NotFound),
)

PurposeName = Annotated[Name, Path(description="A purpose, such as learning_analytics.")]


@router.get("/purposes/{purpose}/notice", summary="A purpose's transparency notice")
async def read_notice(context: AnyUser, purpose: PurposeName) -> NoticeOut:
    """What is collected, from where, why, on what basis, who sees it, and what follows from either answer."""
    if purpose not in context.profile.purposes:
        raise NotFound("there is no such purpose")
    return notice_out(purpose, context.profile.purposes[purpose], context.today)


@router.get("/students/{student_id}/consents", summary="Where consent stands")
async def list_consents(
    context: AnyUser,
    student_id: Annotated[StudentId, audited(Audited.CONSENT)],
    academic_year: Annotated[int | None, Query(ge=1900, le=9999)] = None,
) -> ConsentsOut:
    """The state of every purpose in an academic year (the current one unless given)."""
    year = context.profile.academic_year(context.today) if academic_year is None else academic_year
    states = await list_states(context, student_id, year)
    return ConsentsOut(
        items=[
            consent_out(
                name,
                context.profile.purposes[name],
                year,
                state,
                context.profile.purposes[name].notice(context.today).version,
            )
            for name, state in states.items()
        ]
    )


@router.get("/students/{student_id}/consents/decisions", summary="What I decided, and when")
async def list_consent_decisions(context: AnyUser, student_id: OwnRecord) -> DecisionsOut:
    """The student's decisions, oldest first. Entries are never changed or removed."""
    decisions = await consent.list_for(context.transaction, [student_id])
    return DecisionsOut(items=[decision_out(context.profile, each) for each in decisions[student_id]])


@router.get("/students/{student_id}/consents/decisions/{decision_id}", summary="One of my decisions")
async def read_consent_decision(
    context: AnyUser,
    student_id: OwnRecord,
    decision_id: Annotated[DecisionId, Path(description="The decision's id.")],
) -> DecisionOut:
    """The decision as it was made, whatever was decided since."""
    return decision_out(context.profile, await decision_of(context, student_id, decision_id))


@router.get(
    "/students/{student_id}/consents/decisions/{decision_id}/receipt", summary="A receipt for my decision"
)
async def read_consent_receipt(
    request: Request,
    context: AnyUser,
    student_id: OwnRecord,
    decision_id: Annotated[DecisionId, Path(description="The decision's id.")],
) -> ReceiptOut:
    """A receipt to keep: what was decided, on which notice, when, and for how long; signed.

    `signed` is the receipt once more, as a compact JWS by ES256. Whoever has it can check it offline by the
    keys of `/.well-known/jwks.json`.
    """
    key, address = service_of(request).signing, request.app.state.address
    receipt, signed = await issue_receipt(context, student_id, decision_id, key, address)
    return ReceiptOut(receipt=receipt, signed=signed)


@router.post(
    "/students/{student_id}/consents/{purpose}/decisions",
    summary="Decide on a purpose",
    status_code=201,
    responses=describe(Forbidden, NotBasedOnConsent, OutOfScope, NoticeSuperseded),
)
async def decide_on_purpose(
    request: Request,
    response: Response,
    context: AnyUser,
    student_id: OwnDecision,
    purpose: PurposeName,
    decision: DecisionIn,
) -> DecisionOut:
    """Give, refuse or withdraw consent, with no consequence for anything else.

    For the current academic year, and for one before it, a decision counts at once; for the next one it
    counts from that year's first day (`counts_from`). A refusal or withdrawal that counts deletes stored
    scores before this call returns, those of earlier academic years included. The purpose's notice says
    whether giving consent covers the year's earlier days.

    A purpose that rests on another basis cannot be refused: 403 `not-based-on-consent` says why. Trying to is
    recorded as an objection, which a person answers.
    """
    year = decision.academic_year
    choice = Choice(
        purpose=purpose,
        decision=decision.decision,
        academic_year=context.profile.academic_year(context.today) if year is None else year,
        notice_version=decision.notice_version,
        decided_by="student",
        channel=decision.channel,
    )
    made = await decide_consent(context, student_id, choice)
    set_location(
        request,
        response,
        "read_consent_decision",
        student_id=student_id,
        decision_id=made.decision_id,
    )
    return decision_out(context.profile, made)
