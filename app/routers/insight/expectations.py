"""Expectations: for the student who asks, and as a prompt for staff whose role is shown them."""

from typing import Annotated

from fastapi import Depends, Request

from app.access.vocabulary import Audited, SectionName
from app.actions.context import RequestContext
from app.actions.insight.expectations import NOT_MADE, expectations_of
from app.errors import BadRequest, Forbidden, NotFound, OutOfScope, SectionRestricted, Unauthenticated
from app.http.deps import StudentPath, context_about_student, offered
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited
from app.ids import StudentId
from app.schemas.insight.expectations import ExpectationsOut, expectations_out

router = contract_router(
    "/v1/students/{student_id}/expectation",
    tags=["predictions"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound, OutOfScope, SectionRestricted),
)


async def _prompted_or_own(request: Request, student_id: StudentPath) -> RequestContext:
    """The student, or staff who reach the student in a role to which the profile shows expectations."""
    context = context_about_student(request)
    entry, opened = context.profile.prediction, context.user.opened
    prompted = entry.prompted if entry is not None else frozenset()
    if context.user.student_id != student_id and (opened is None or prompted.isdisjoint(opened.roles)):
        raise SectionRestricted("your role is shown no expectations")
    return context


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
