"""Students: those in the asker's charge, and nobody else."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.access.vocabulary import Audited
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext
from app.actions.people.caseload import Asked, Included, list_caseload
from app.actions.people.student import read_student as read_student_record
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http import cursors
from app.http.deps import AnyUser, StudentsViewer
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, audited
from app.ids import StudentId
from app.schemas.people.students import CaseloadOut, StudentOut, caseload_out, student_out
from app.store.people.students import Order

router = contract_router("/v1/students", tags=["students"], responses=describe(Unauthenticated, Forbidden))


Include = Annotated[
    list[Included],
    Query(
        max_length=len(Included),
        description="What to say of each student besides: it goes on record as a look at it. Name each in"
        " a parameter of its own.",
        examples=[["attendance", "next_meeting"]],
    ),
]
Ordered = Annotated[
    Order, Query(alias="order", description="What the list is ordered by.", examples=["name"])
]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=300)]


@router.get("", summary="The students in my charge")
async def list_students(
    request: Request,
    response: Response,
    context: StudentsViewer,
    *,
    purpose: StatedPurpose = None,
    order: Ordered = Order.NUMBER,
    include: Include = [],  # noqa: B006 (FastAPI copies it)
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CaseloadOut:
    """Every student in the asker's charge with today's score, inactive ones included.

    The institution's profile says how each role reaches students: by a tutorship, a grant, teaching, or
    a case handed to a team. A student sees themselves.
    """
    asked = Asked(order, None, frozenset(include))
    return await page_of_caseload(request, response, context, asked, purpose, limit, cursor)


async def page_of_caseload(
    request: Request,
    response: Response,
    context: RequestContext,
    asked: Asked,
    purpose: str | None,
    limit: int,
    cursor: str | None,
) -> CaseloadOut:
    """One page of the list; the purpose is checked, and each student shown in it goes on record."""
    after = cursors.decode(cursor) or ""
    found = await list_caseload(context, after=after, limit=limit + 1, asked=asked)
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode(each.visible.position)
    )
    shown = {each.record.student_id: each.audited for each in page}
    await check_purpose(context, shown, [Audited.STUDENT], purpose)
    await record_access(context, shown, context.user.roles.names, purpose)
    return caseload_out(page, more)


@router.get("/{student_id}", summary="One student", responses=describe(NotFound))
async def read_student(
    context: AnyUser, student_id: Annotated[StudentId, audited(Audited.STUDENT)]
) -> StudentOut:
    """The student's registration, tutors of today and module runs."""
    return student_out(*await read_student_record(context, student_id))
