"""Copies of the data: for machines, and as a page for people."""

from typing import Annotated

from fastapi import Path, Response

from app.access.vocabulary import Audited, SectionName
from app.actions.governance.read_copy import list_copies, read_copy
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http.deps import AnyUser
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import audited, used_for
from app.ids import RequestId, StudentId
from app.schemas.governance.copies import CopyEntriesOut, CopyOut, copy_entry_out

router = contract_router(
    "/v1/students/{student_id}",
    tags=["rights"],
    responses=describe(Unauthenticated, Forbidden, NotFound),
    dependencies=[used_for(*SectionName)],  # a copy holds whatever its reader may see
)

CopiedStudent = Annotated[StudentId, audited(Audited.REQUESTS)]
RequestPath = Annotated[RequestId, Path(description="The id of the request that the copy answers.")]
PAGE = {
    "text/html": {
        "schema": {"type": "string"},
        "example": '<!doctype html><html lang="en"><title>A copy of your data</title></html>',
    }
}
ALONE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
"""The page asks for nothing, runs nothing, and stands in no other."""


@router.get("/copies", summary="Copies of a student's data")
async def list_data_copies(context: AnyUser, student_id: CopiedStudent) -> CopyEntriesOut:
    """Those that can be read today. For the student, and for roles that the institution gives one to."""
    found = await list_copies(context, student_id)
    return CopyEntriesOut(items=[copy_entry_out(each, context.profile) for each in found])


@router.get("/requests/{request_id}/copy", summary="A copy of the data, for machines", response_model=CopyOut)
async def read_data_copy(context: AnyUser, student_id: CopiedStudent, request_id: RequestPath) -> Response:
    """Every row of every table about the student, as of when it was made, until `available_until`.

    A role that receives one for information reads another: what it sees of the student anyway.
    """
    document = await read_copy(context, student_id, request_id, page=False)
    return Response(document, media_type="application/json")


@router.get(
    "/requests/{request_id}/copy.html",
    summary="A copy of the data, to read and print",
    response_class=Response,
    responses={200: {"content": PAGE}},
)
async def read_data_copy_page(
    context: AnyUser, student_id: CopiedStudent, request_id: RequestPath
) -> Response:
    """The same as one page that needs nothing else. Activity is added up by day there."""
    page = await read_copy(context, student_id, request_id, page=True)
    return Response(page, media_type="text/html; charset=utf-8", headers=ALONE)
