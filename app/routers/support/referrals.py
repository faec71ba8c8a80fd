"""Referrals: a service learns that a student is interested in its help."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import as_any_staff
from app.actions.support import referrals as actions
from app.actions.support.reached_students import supporting_roles
from app.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    SectionRestricted,
    Unauthenticated,
)
from app.http import cursors
from app.http.deps import AnyUser, OwnRecord, SelfOrInCharge, StaffInCharge, StudentsViewer
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, audited, used_for
from app.ids import ReferralId, StudentId
from app.schemas.support.referrals import (
    STATES,
    OpenState,
    ReferralAnswerIn,
    ReferralClosingIn,
    ReferralQueueOut,
    ServiceReferralIn,
    ServiceReferralOut,
    ServiceReferralsOut,
    referral_out,
    referral_queue_out,
)
from app.store.support import referrals

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["referrals"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotCollected),
    dependencies=[used_for(SectionName.SUPPORT)],
)

ABOUT_STUDENT = describe(Forbidden, SectionRestricted, OutOfScope, NotFound, NotCollected)
SupportedStudent = Annotated[StudentId, audited(Audited.SUPPORT, SectionName.SUPPORT)]
ReferralPath = Annotated[ReferralId, Path(description="The referral's id.")]


@router.get("/referrals", summary="What my teams were asked to help with")
async def list_referral_queue(
    request: Request,
    response: Response,
    context: StudentsViewer,
    purpose: StatedPurpose = None,
    state: Annotated[
        OpenState | None, Query(description=f"Only those in this state. {STATES}", examples=["waiting"])
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> ReferralQueueOut:
    """Open referrals to the teams that the asker belongs to today, the earliest first.

    What is closed is not listed: it opens the student to nobody.
    """
    staff = as_any_staff(context)
    moment, referral_id = cursors.decode_moment_from_first(cursor)
    found = await actions.list_queue(
        context, staff.staff_id, state=state, after=(moment, ReferralId(referral_id)), limit=limit + 1
    )
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.referred_at, each.referral_id),
    )
    shown = {each.student_id: [Audited.STUDENT, Audited.SUPPORT] for each in page}
    await check_purpose(context, shown, [Audited.STUDENT, Audited.SUPPORT], purpose)
    await record_access(context, shown, supporting_roles(context), purpose)
    return referral_queue_out(page, more, context.profile)


@router.get("/students/{student_id}/referrals", summary="A student's referrals", responses=ABOUT_STUDENT)
async def list_referrals(context: SelfOrInCharge, student_id: SupportedStudent) -> ServiceReferralsOut:
    """Every service that was told, by whom, when the student agreed, and what it answered; latest first.

    For the student, who reads how to turn to the service themselves, and for staff in charge of the student.
    """
    actions.check_services(context)
    found = await referrals.list_for(context.transaction, student_id)
    return ServiceReferralsOut(items=[referral_out(each, context.profile) for each in found])


@router.post(
    "/students/{student_id}/referrals",
    summary="Tell a service that a student would like its help",
    status_code=201,
    responses=ABOUT_STUDENT | describe(Conflict),
)
async def record_referral(
    request: Request,
    response: Response,
    context: StaffInCharge,
    student_id: SupportedStudent,
    referral: ServiceReferralIn,
) -> ServiceReferralOut:
    """With the student's agreement, by staff in charge of the student.

    It opens an assignment: while it is open, members of the service's team see the student.
    """
    made = await actions.refer(
        context,
        student_id,
        referral.team,
        referral.about,
        agreed_on=referral.agreed_on,
        agreed_how=referral.agreed_how,
    )
    set_location(request, response, "list_referrals", student_id=student_id)
    return referral_out(made, context.profile)


@router.post(
    "/students/{student_id}/referrals/{referral_id}/taking",
    summary="Take a referral",
    responses=ABOUT_STUDENT | describe(Conflict),
)
async def record_referral_taking(
    context: StaffInCharge, student_id: SupportedStudent, referral_id: ReferralPath
) -> ServiceReferralOut:
    """For a member of the service's team, who sees to it from now on. The student reads who."""
    return referral_out(await actions.take_referral(context, student_id, referral_id), context.profile)


@router.post(
    "/students/{student_id}/referrals/{referral_id}/answer",
    summary="Answer a referral",
    responses=ABOUT_STUDENT | describe(Conflict),
)
async def record_referral_answer(
    context: StaffInCharge, student_id: SupportedStudent, referral_id: ReferralPath, answer: ReferralAnswerIn
) -> ServiceReferralOut:
    """What the service says to the student, by a member of its team, once. The service sends no message."""
    answered = await actions.answer_referral(context, student_id, referral_id, answer.answer)
    return referral_out(answered, context.profile)


@router.post(
    "/students/{student_id}/referrals/{referral_id}/closing",
    summary="Close a referral",
    responses=ABOUT_STUDENT | describe(Conflict),
)
async def record_referral_closing(
    context: StaffInCharge,
    student_id: SupportedStudent,
    referral_id: ReferralPath,
    closing: ReferralClosingIn,
) -> ServiceReferralOut:
    """By a member of the service's team. From the next request on, it opens the student to nobody.

    Others who are in charge of the student end it by closing its assignment.
    """
    closed = await actions.close_referral(context, student_id, referral_id, closing.outcome, closing.reason)
    return referral_out(closed, context.profile)


@router.post(
    "/students/{student_id}/referrals/{referral_id}/withdrawal",
    summary="Take back one's agreement to a referral",
    responses=describe(NotFound, NotCollected, Conflict),
)
async def revoke_referral_agreement(
    context: AnyUser, student_id: OwnRecord, referral_id: ReferralPath
) -> ServiceReferralOut:
    """For the student alone. From the next request on, the service does not see them."""
    withdrawn = await actions.withdraw_agreement(context, student_id, referral_id)
    return referral_out(withdrawn, context.profile)
