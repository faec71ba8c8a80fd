"""Assignments: a student's case is handed to a team, whose members see the student while it is open."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.support.assignments import close_assignment, open_assignment
from app.errors import BadRequest, Conflict, Forbidden, NotFound, SectionRestricted, Unauthenticated
from app.http.deps import SelfOrInSupport, StaffInSupport
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import AssignmentId, StudentId
from app.schemas.support.assignments import (
    AssignmentClosingIn,
    AssignmentIn,
    AssignmentOut,
    AssignmentsOut,
    assignment_out,
)
from app.store.support import assignments

router = contract_router(
    "/v1/students/{student_id}/assignments",
    route_class=RepeatableWrites,
    tags=["assignments"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound, SectionRestricted),
    dependencies=[used_for(SectionName.SUPPORT)],
)

AssignedStudent = Annotated[StudentId, audited(Audited.STUDENT)]
AssignmentPath = Annotated[AssignmentId, Path(description="The assignment's id.")]


@router.get("", summary="Who has, or had, a student's case")
async def list_assignments(context: SelfOrInSupport, student_id: AssignedStudent) -> AssignmentsOut:
    """Every team that the case was handed to, the latest first: by whom, when and why, and how it ended.

    For the student, and for staff in charge of the student whose role opens `support`.
    """
    found = await assignments.list_for(context.transaction, student_id)
    return AssignmentsOut(items=[assignment_out(each) for each in found])


@router.post("", summary="Hand a case to a team", status_code=201, responses=describe(Conflict))
async def record_assignment(
    request: Request,
    response: Response,
    context: StaffInSupport,
    student_id: AssignedStudent,
    assignment: AssignmentIn,
) -> AssignmentOut:
    """From now on the team's members see the student, until the assignment is closed.

    For staff in charge of the student whose role opens `support`; teaching the student is not enough.
    """
    opened = await open_assignment(context, student_id, assignment.team, assignment.reason)
    set_location(request, response, "list_assignments", student_id=student_id)
    return assignment_out(opened)


@router.post("/{assignment_id}/closing", summary="Close a case", responses=describe(Conflict))
async def record_assignment_closing(
    context: StaffInSupport,
    student_id: AssignedStudent,
    assignment_id: AssignmentPath,
    closing: AssignmentClosingIn,
) -> AssignmentOut:
    """From the next request on, this assignment opens the student to nobody.

    For staff in charge of the student whose role opens `support`, the team's members among them.
    """
    return assignment_out(await close_assignment(context, student_id, assignment_id, closing.reason))
