"""Review lists: once a term, students who by the register may have gone, for people to decide on."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.context import RequestContext
from app.actions.support import review_lists as actions
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
from app.http.deps import StaffInCharge, offered
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, audited, used_for
from app.ids import ReviewListId, StudentId
from app.schemas.support.review_lists import (
    ReviewDecisionIn,
    ReviewedStudentOut,
    ReviewListOut,
    ReviewListPageOut,
    ReviewListsOut,
    review_list_out,
    review_page_out,
    reviewed_student_out,
)
from app.store.support import review_lists

router = contract_router(
    "/v1/review-lists",
    route_class=RepeatableWrites,
    tags=["review lists"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotCollected),
    dependencies=[used_for(SectionName.ATTENDANCE)],
)

Reviews = Annotated[
    RequestContext, offered("withdrawal_review", "this institution makes no review lists with this service")
]
ListPath = Annotated[ReviewListId, Path(description="The review list's id.")]


@router.post("", summary="Make the term's review list", status_code=201, responses=describe(Conflict))
async def record_review_list(
    request: Request, response: Response, context: Reviews, purpose: StatedPurpose = None
) -> ReviewListOut:
    """Of the students whom the asker may review: who was absent and never present in the latest weeks.

    Once a term for each asker. It rests on the register alone, and changes nothing about anybody.
    """
    staff = await actions.check_reviewer(context, purpose)
    made = await actions.make_review_list(context, staff)
    set_location(request, response, "read_review_list", review_list_id=made.review_list_id)
    return review_list_out(made)


@router.get("", summary="Review lists")
async def list_review_lists(context: Reviews, purpose: StatedPurpose = None) -> ReviewListsOut:
    """The asker's own, and those on which students in the asker's charge are; the latest first."""
    staff = await actions.check_reviewer(context, purpose)
    found = await review_lists.list_all(context.transaction, staff.staff_id, actions.reviewing_roles(context))
    return ReviewListsOut(items=[review_list_out(each) for each in found])


@router.get("/{review_list_id}", summary="One review list", responses=describe(NotFound, NotCollected))
async def read_review_list(
    request: Request,
    response: Response,
    context: Reviews,
    review_list_id: ListPath,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> ReviewListPageOut:
    """Its students in the asker's charge, each with the register of these weeks, and what was decided."""
    staff = await actions.check_reviewer(context, purpose)
    page = await actions.read_review_list(
        context, staff, review_list_id, purpose, after=cursors.decode(cursor) or "", limit=limit
    )
    shown, more = cursors.page(
        request, response, page.students, limit, lambda each: cursors.encode(each.number)
    )
    return review_page_out(page, shown, more)


@router.post(
    "/{review_list_id}/students/{student_id}/decision",
    summary="Decide on a student of a review list",
    responses=describe(Forbidden, SectionRestricted, OutOfScope, NotFound, NotCollected, Conflict),
)
async def decide_on_reviewed_student(
    _reviews: Reviews,
    context: StaffInCharge,
    review_list_id: ListPath,
    student_id: Annotated[
        StudentId, audited(Audited.ATTENDANCE, SectionName.ATTENDANCE, only=actions.purposes_of)
    ],
    decision: ReviewDecisionIn,
) -> ReviewedStudentOut:
    """Say what is to follow, and why. Nothing follows by itself, and a decision stands."""
    decided = await actions.decide_on_student(
        context, review_list_id, student_id, decision.decision, decision.reason
    )
    return reviewed_student_out(decided)
