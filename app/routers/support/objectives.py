"""Objectives: what a student, or staff in charge of the student, want to be reached by a day."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.support import objectives as actions
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
from app.http.deps import SelfOrInCharge
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import ObjectiveId, StudentId
from app.schemas.support.objectives import (
    ObjectiveClosingIn,
    ObjectiveIn,
    ObjectiveOut,
    ObjectivesOut,
    ProgressIn,
    objective_out,
)
from app.store.support import objectives

router = contract_router(
    "/v1/students/{student_id}/objectives",
    route_class=RepeatableWrites,
    tags=["objectives"],
    responses=describe(
        BadRequest, Unauthenticated, Forbidden, SectionRestricted, OutOfScope, NotFound, NotCollected
    ),
    dependencies=[used_for(SectionName.SUPPORT)],
)

SupportedStudent = Annotated[StudentId, audited(Audited.SUPPORT, SectionName.SUPPORT)]
ObjectivePath = Annotated[ObjectiveId, Path(description="The objective's id.")]


@router.get("", summary="A student's objectives")
async def list_objectives(context: SelfOrInCharge, student_id: SupportedStudent) -> ObjectivesOut:
    """Every objective with what became of it, whoever set it.

    For the student, and for staff in charge of the student; teaching the student is not enough.
    """
    found = await objectives.list_for(context.transaction, student_id)
    return ObjectivesOut(items=[objective_out(each) for each in found])


@router.post("", summary="Set an objective", status_code=201, responses=describe(Conflict))
async def record_objective(
    request: Request,
    response: Response,
    context: SelfOrInCharge,
    student_id: SupportedStudent,
    objective: ObjectiveIn,
) -> ObjectiveOut:
    """By the student, as a goal of their own, or by staff in charge of the student. Both sides read it."""
    made = await actions.set_objective(context, student_id, objective.title, objective.due_on)
    set_location(request, response, "read_objective", student_id=student_id, objective_id=made.objective_id)
    return objective_out(made)


@router.get("/{objective_id}", summary="One objective")
async def read_objective(
    context: SelfOrInCharge, student_id: SupportedStudent, objective_id: ObjectivePath
) -> ObjectiveOut:
    """The objective, and what became of it so far."""
    return objective_out(await objectives.get(context.transaction, student_id, objective_id))


@router.put(
    "/{objective_id}", summary="Change an objective", responses=describe(Conflict, PreconditionFailed)
)
async def record_changed_objective(
    context: SelfOrInCharge,
    student_id: SupportedStudent,
    objective_id: ObjectivePath,
    objective: ObjectiveIn,
    seen: IfMatch,
) -> ObjectiveOut:
    """Its title or day, by the side that set it: the student, or any staff in charge of the student."""
    known = await actions.lock_objective(context, student_id, objective_id)
    seen.check(objective_out(known))
    changed = await actions.change_objective(context, student_id, known, objective.title, objective.due_on)
    return objective_out(changed)


@router.post(
    "/{objective_id}/progress", summary="Say how it goes", status_code=201, responses=describe(Conflict)
)
async def record_objective_progress(
    request: Request,
    response: Response,
    context: SelfOrInCharge,
    student_id: SupportedStudent,
    objective_id: ObjectivePath,
    progress: ProgressIn,
) -> ObjectiveOut:
    """An entry by either side, with evidence if there is any; it stands. Answers with the whole objective."""
    entered = await actions.enter_progress(
        context, student_id, objective_id, progress.words, progress.evidence
    )
    set_location(request, response, "read_objective", student_id=student_id, objective_id=objective_id)
    return objective_out(entered)


@router.post("/{objective_id}/closing", summary="Close an objective", responses=describe(Conflict))
async def record_objective_closing(
    context: SelfOrInCharge,
    student_id: SupportedStudent,
    objective_id: ObjectivePath,
    closing: ObjectiveClosingIn,
) -> ObjectiveOut:
    """By the side that set it. Once closed, nothing about it changes."""
    return objective_out(await actions.close_objective(context, student_id, objective_id, closing.outcome))
