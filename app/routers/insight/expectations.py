"""Expectations: for the student who asks, and as a prompt for staff whose role is shown them.

What staff did then is put on record, for the student and for whoever sees the expectation.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request, Response

from app.access.vocabulary import Audited, Role, SectionName
from app.actions.context import RequestContext, StaffContext, as_staff_in_charge
from app.actions.insight.expectation_acts import list_acts, record_act
from app.actions.insight.expectations import expectations_of
from app.actions.insight.prediction_models import NOT_MADE
from app.errors import (
    BadRequest,
    Conflict,
    ConsentRequired,
    Forbidden,
    MarksHidden,
    NotFound,
    OutOfScope,
    ProcessingRestricted,
    SectionRestricted,
    Unauthenticated,
)
from app.http.deps import StudentPath, context_about_student, offered
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited
from app.ids import StudentId
from app.schemas.insight.expectation_acts import (
    ExpectationActIn,
    ExpectationActOut,
    ExpectationActsOut,
    expectation_act_out,
    expectation_acts_out,
    new_act,
)
from app.schemas.insight.expectations import ExpectationsOut, expectations_out

router = contract_router(
    "/v1/students/{student_id}/expectation",
    route_class=RepeatableWrites,
    tags=["predictions"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound, OutOfScope, SectionRestricted),
)


async def _prompted_or_own(request: Request, student_id: StudentPath) -> RequestContext:
    """The student, or staff who reach the student in a role to which the profile shows expectations."""
    context = context_about_student(request)
    if context.user.student_id != student_id:
        _prompted_role(context)
    return context


async def _prompted(request: Request) -> StaffContext:
    """Staff who reach the student in such a role, in that role."""
    context = context_about_student(request)
    return replace(as_staff_in_charge(context), role=_prompted_role(context))


def _prompted_role(context: RequestContext) -> Role:
    entry, opened = context.profile.prediction, context.user.opened
    prompted = entry.prompted if entry is not None else frozenset()
    roles = opened.roles if opened is not None else ()
    role = next((each for each in roles if each in prompted), None)
    if role is None:
        raise SectionRestricted("your role is shown no expectations")
    return role


Prompted = Annotated[StaffContext, Depends(_prompted)]
PromptedOrOwn = Annotated[RequestContext, Depends(_prompted_or_own)]
Predicts = Annotated[RequestContext, offered("prediction", NOT_MADE)]


@router.get("", summary="What became of earlier students with such a record")
async def read_expectation(
    _predicts: Predicts,
    context: PromptedOrOwn,
    student_id: Annotated[StudentId, audited(Audited.EXPECTATION, SectionName.GRADES)],
) -> ExpectationsOut:
    """Of each module that the student is on: of 100 students with such a record, so many passed.

    It is worked out now, because somebody asked, and not kept. `withheld` says why nothing is told: before
    week 3, with fewer than 200 like cases, without consent, after an objection. It shows what can be changed,
    and no other reasons. Nothing is decided by it: a person looks, talks with the student, and acts.
    """
    entry = context.profile.prediction
    assert entry is not None
    found = await expectations_of(context, student_id)
    to_staff = context.user.student_id != student_id
    return expectations_out(student_id, entry, found, to_staff=to_staff)


@router.get("/acts", summary="What staff did when they had seen an expectation")
async def list_expectation_acts(
    _predicts: Predicts,
    context: PromptedOrOwn,
    student_id: Annotated[StudentId, audited(Audited.EXPECTATION, SectionName.GRADES, or_own=True)],
) -> ExpectationActsOut:
    """Who did what, when, and what they had been shown. For the student and for whoever sees the expectation.

    `withheld` says why what had been shown is not told now: marks that are hidden or withheld are told by no
    other way. After an objection there is nothing here: it is deleted.
    """
    return expectation_acts_out(await list_acts(context, student_id))


@router.post(
    "/acts",
    summary="Put on record what you did",
    status_code=201,
    responses=describe(
        Conflict,
        Forbidden,
        OutOfScope,
        SectionRestricted,
        ConsentRequired,
        MarksHidden,
        ProcessingRestricted,
    ),
)
async def record_expectation_act(
    request: Request,
    response: Response,
    _predicts: Predicts,
    context: Prompted,
    student_id: Annotated[StudentId, audited(Audited.EXPECTATION, SectionName.GRADES)],
    act: ExpectationActIn,
) -> ExpectationActOut:
    """A record and nothing else: no message goes out by it, and no case is opened.

    What had been seen is worked out again, and kept with it. A 409 says that it is another by now, or that
    nothing is told: then there was nothing to see, unless you have put something on record before.
    """
    recorded = await record_act(context, student_id, new_act(act))
    set_location(request, response, "list_expectation_acts", student_id=student_id)
    return expectation_act_out(recorded)
