"""Exemptions: days of a student of which nothing is noticed."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.record.exemptions import end_exemption
from app.actions.record.exemptions import record_exemption as record
from app.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http.deps import ACTS_AS_INSTITUTION, SelfOrInCharge, StaffInCharge
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import ExemptionId, StudentId
from app.schemas.record.exemptions import (
    ExemptionEndingIn,
    ExemptionIn,
    ExemptionOut,
    ExemptionsOut,
    exemption_out,
)
from app.store.record import exemptions

router = contract_router(
    "/v1/students/{student_id}/exemptions",
    route_class=RepeatableWrites,
    tags=["exemptions"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, SectionRestricted, OutOfScope, NotFound),
    dependencies=[used_for(SectionName.SIGNALS)],
)

ExemptStudent = Annotated[StudentId, audited(Audited.STUDENT, SectionName.SIGNALS, or_own=True)]
SettlesSignals = Annotated[StaffInCharge, ACTS_AS_INSTITUTION]
"""Staff in charge, where what they change ends signals or brings them back."""
ExemptionPath = Annotated[ExemptionId, Path(description="The exemption's id.")]


@router.get("", summary="Days on which nothing is noticed of a student")
async def list_exemptions(context: SelfOrInCharge, student_id: ExemptStudent) -> ExemptionsOut:
    """Every exemption: its days, its class of reason, what it does, who set it, and who ended it.

    For the student, and for staff in charge of the student whose role opens signals.
    """
    found = await exemptions.list_for(context.transaction, student_id)
    return ExemptionsOut(items=[exemption_out(each, context.profile) for each in found])


@router.post("", summary="Exempt days of a student", status_code=201, responses=describe(Conflict))
async def record_exemption(
    request: Request,
    response: Response,
    context: SettlesSignals,
    student_id: ExemptStudent,
    exemption: ExemptionIn,
) -> ExemptionOut:
    """On these days nothing is noticed as a change in the student's engagement; the student reads who set it.

    An open signal about them is closed at once, as `excluded`. For staff in charge of the student whose role
    opens signals. Audited.
    """
    made = await record(
        context,
        student_id,
        reason=exemption.reason,
        starts_on=exemption.starts_on,
        ends_before=exemption.ends_before,
    )
    set_location(request, response, "list_exemptions", student_id=student_id)
    return exemption_out(made, context.profile)


@router.post("/{exemption_id}/ending", summary="End an exemption early", responses=describe(Conflict))
async def record_exemption_ending(
    context: SettlesSignals,
    student_id: ExemptStudent,
    exemption_id: ExemptionPath,
    ending: ExemptionEndingIn,
) -> ExemptionOut:
    """From `ends_before` on, days count again. It can be ended once.

    A signal that the exemption had closed lately is open again where its days count again; the next night
    judges it anew.
    """
    ended = await end_exemption(context, student_id, exemption_id, ending.ends_before)
    return exemption_out(ended, context.profile)
