"""Cases: a student is looked for, rung by rung, until somebody has reached them."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.support import casework
from app.actions.support.end_case import close_case
from app.actions.support.move_case import change_owner, hand_over, skip
from app.actions.support.open_case import open_case
from app.actions.support.record_attempt import record_attempt
from app.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotCollected,
    NotFound,
    OutOfScope,
    PreconditionFailed,
    SectionRestricted,
    Unauthenticated,
)
from app.http.deps import SelfOrInCharge, StaffInCharge
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import CaseId, StudentId
from app.schemas.support.case_input import (
    AttemptIn,
    CaseClosingIn,
    CaseIn,
    CaseOwnerIn,
    HandOverIn,
    SkipIn,
)
from app.schemas.support.cases import CaseOut, CasesOut, case_out

router = contract_router(
    "/v1/students/{student_id}/cases",
    route_class=RepeatableWrites,
    tags=["outreach"],
    responses=describe(
        BadRequest, Unauthenticated, Forbidden, SectionRestricted, OutOfScope, NotFound, NotCollected
    ),
    dependencies=[used_for(SectionName.SUPPORT)],
)

CasePath = Annotated[CaseId, Path(description="The case's id.")]
SupportedStudent = Annotated[StudentId, audited(Audited.SUPPORT, SectionName.SUPPORT)]
_CHANGED = describe(Conflict, PreconditionFailed)


@router.get("", summary="A student's cases")
async def list_cases(context: SelfOrInCharge, student_id: SupportedStudent) -> CasesOut:
    """Every case with its whole ladder: who tried when and how, what came of it, and what may come next.

    The student reads the same as staff.
    """
    found = await casework.list_cases(context, student_id)
    return CasesOut(items=[case_out(each, context.profile, context.today) for each in found])


@router.post("", summary="Open a case", status_code=201, responses=describe(Conflict))
async def record_case(
    request: Request, response: Response, context: StaffInCharge, student_id: SupportedStudent, case: CaseIn
) -> CaseOut:
    """The ladder begins at its first rung. You have it if that rung is yours; otherwise nobody has it yet.

    A student has one open case at a time. One who declined support not long ago gets none, unless a legal or
    safeguarding need is stated.
    """
    opened = await open_case(context, student_id, case.case())
    set_location(request, response, "read_case", student_id=student_id, case_id=opened.case.case_id)
    return case_out(opened, context.profile, context.today)


@router.get("/{case_id}", summary="One case")
async def read_case(context: SelfOrInCharge, student_id: SupportedStudent, case_id: CasePath) -> CaseOut:
    """The whole ladder, every attempt, what is due until when, and who has it."""
    found = await casework.read_case(context, student_id, case_id)
    return case_out(found, context.profile, context.today)


@router.post("/{case_id}/attempts", summary="Record an attempt", status_code=201, responses=_CHANGED)
async def record_contact_attempt(
    request: Request,
    response: Response,
    context: StaffInCharge,
    student_id: SupportedStudent,
    case_id: CasePath,
    attempt: AttemptIn,
    seen: IfMatch,
) -> CaseOut:
    """That somebody of the rung that is on tried to reach the student. The service itself sends nothing.

    Entries stand: a correction is a new entry that names the one it puts right. Once the student was reached
    there is no further attempt.
    """
    full = await casework.lock_case(context, student_id, case_id)
    seen.check(case_out(full, context.profile, context.today))
    done = await record_attempt(context, full, attempt.attempt())
    set_location(request, response, "read_case", student_id=student_id, case_id=case_id)
    return case_out(done, context.profile, context.today)


@router.post("/{case_id}/hand-overs", summary="Go on to the next rung", responses=_CHANGED)
async def record_hand_over(
    context: StaffInCharge,
    student_id: SupportedStudent,
    case_id: CasePath,
    handed: HandOverIn,
    seen: IfMatch,
) -> CaseOut:
    """Once the rung that is on was used up and the student had the time to answer.

    A team that gets the case sees the student from now on, until it hands the case on or closes it.
    """
    full = await casework.lock_case(context, student_id, case_id)
    seen.check(case_out(full, context.profile, context.today))
    done = await hand_over(context, full, handed.owner(), handed.reason)
    return case_out(done, context.profile, context.today)


@router.post("/{case_id}/skips", summary="Skip what is left of a rung", responses=_CHANGED)
async def record_skip(
    context: StaffInCharge, student_id: SupportedStudent, case_id: CasePath, skipped: SkipIn, seen: IfMatch
) -> CaseOut:
    """Go on to the next rung before this one was used up, for a reason. The case says who did, and why."""
    full = await casework.lock_case(context, student_id, case_id)
    seen.check(case_out(full, context.profile, context.today))
    done = await skip(context, full, skipped.owner(), skipped.reason)
    return case_out(done, context.profile, context.today)


@router.post("/{case_id}/owner", summary="Give a case to somebody, or take it", responses=_CHANGED)
async def record_case_owner(
    context: StaffInCharge, student_id: SupportedStudent, case_id: CasePath, owner: CaseOwnerIn, seen: IfMatch
) -> CaseOut:
    """A team, a person, or you. The rung stays the same."""
    full = await casework.lock_case(context, student_id, case_id)
    seen.check(case_out(full, context.profile, context.today))
    done = await change_owner(context, full, owner.owner(), owner.reason)
    return case_out(done, context.profile, context.today)


@router.post("/{case_id}/closing", summary="Close a case", responses=_CHANGED)
async def record_case_closing(
    context: StaffInCharge,
    student_id: SupportedStudent,
    case_id: CasePath,
    closing: CaseClosingIn,
    seen: IfMatch,
) -> CaseOut:
    """How it ended. A team that had it sees the student no more, from the next request on."""
    full = await casework.lock_case(context, student_id, case_id)
    seen.check(case_out(full, context.profile, context.today))
    done = await close_case(context, full, closing.outcome, closing.reason)
    return case_out(done, context.profile, context.today)
