"""Remarks: the student says what the data miss."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.record.remarks import list_remarks, make_remark, withdraw_remark
from app.errors import BadRequest, Conflict, Forbidden, NotFound, OutOfScope, Unauthenticated
from app.http.deps import AnyUser, OwnRecord
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import RemarkId, StudentId
from app.schemas.record.remarks import RemarkIn, RemarkOut, RemarksOut, remark_out

router = contract_router(
    "/v1/students/{student_id}/remarks",
    route_class=RepeatableWrites,
    tags=["remarks"],
    responses=describe(BadRequest, Unauthenticated, Forbidden, NotFound),
    dependencies=[used_for(SectionName.ENGAGEMENT)],
)


@router.get("", summary="What a student says that the data miss")
async def list_student_remarks(
    context: AnyUser, student_id: Annotated[StudentId, audited(Audited.REMARKS)]
) -> RemarksOut:
    """The student's remarks; for staff, those about parts of the record that a role of theirs opens.

    Each travels with the figures that it is about, too: with scores and their explanation, attendance, marks
    and careers, wherever they are read.
    """
    return RemarksOut(items=[remark_out(each) for each in await list_remarks(context, student_id)])


@router.post(
    "",
    summary="Say that the data miss how one studies",
    status_code=201,
    responses=describe(Forbidden, OutOfScope, Conflict),
)
async def record_remark(
    request: Request, response: Response, context: AnyUser, student_id: OwnRecord, remark: RemarkIn
) -> RemarkOut:
    """For the student alone. It changes no figure, and travels with every one that it is about."""
    made = await make_remark(
        context, student_id, remark.section, remark.first_day, remark.last_day, remark.words
    )
    set_location(request, response, "list_student_remarks", student_id=student_id)
    return remark_out(made)


@router.delete("/{remark_id}", summary="Take a remark back", status_code=204)
async def remove_remark(
    context: AnyUser,
    student_id: OwnRecord,
    remark_id: Annotated[RemarkId, Path(description="The remark's id.")],
) -> None:
    """For the student alone. Nothing of it is kept."""
    await withdraw_remark(context, student_id, remark_id)
