"""Reaching a student: how they can be reached, and what they answer."""

from typing import Annotated

from app.access.vocabulary import Audited, SectionName
from app.actions.support.end_case import answer
from app.actions.support.read_contact_details import read_contact_details as read_shown_details
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
from app.http.deps import AnyUser, OwnRecord, SelfOrInCharge
from app.http.idempotency import RepeatableWrites
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import StudentId
from app.schemas.support.case_input import AnswerIn
from app.schemas.support.cases import CaseOut, case_out
from app.schemas.support.contact_details import ContactDetailsOut, contact_details_out

router = contract_router(
    "/v1/students/{student_id}",
    route_class=RepeatableWrites,
    tags=["outreach"],
    responses=describe(Unauthenticated, Forbidden, NotFound, NotCollected),
    dependencies=[used_for(SectionName.SUPPORT)],
)

ReachedStudent = Annotated[StudentId, audited(Audited.CONTACT_DETAILS, SectionName.SUPPORT)]


@router.get(
    "/contact-details",
    summary="How the student can be reached",
    responses=describe(BadRequest, Forbidden, SectionRestricted, OutOfScope),
)
async def read_contact_details(context: SelfOrInCharge, student_id: ReachedStudent) -> ContactDetailsOut:
    """From the student record. For staff while a case is open and its rung is theirs, what its channels need.

    Every look by staff is on the student's record. The student sees all that is held.
    """
    return contact_details_out(await read_shown_details(context, student_id))


@router.post("/answers", summary="Answer whoever is looking for me", responses=describe(Conflict))
async def record_student_answer(context: AnyUser, student_id: OwnRecord, said: AnswerIn) -> CaseOut:
    """For the student. The case that is open is closed, or goes to whoever has it.

    `fine` closes it; where a team has it, the team does.
    """
    answered = await answer(context, student_id, said.answer, said.text)
    return case_out(answered, context.profile, context.today)
