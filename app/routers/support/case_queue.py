"""Queues: what waits to be done in cases, for whoever sees the students."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.access.vocabulary import ROLE_NAME, Role, SectionName
from app.actions.support.casework import ladder_of
from app.actions.support.read_queue import read_queue, record_queue
from app.errors import Forbidden, NotCollected, SectionRestricted, Unauthenticated
from app.http import cursors
from app.http.deps import StudentsViewer
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, used_for
from app.ids import CaseId
from app.outreach.case import Queue
from app.schemas.support.case_queue import CaseQueueOut, case_queue_out

router = contract_router(
    "/v1/cases",
    tags=["outreach"],
    responses=describe(Unauthenticated, Forbidden, SectionRestricted, NotCollected),
    dependencies=[used_for(SectionName.SUPPORT)],
)


@router.get("", summary="What waits to be done in cases")
async def list_queued_cases(
    request: Request,
    response: Response,
    context: StudentsViewer,
    queue: Annotated[Queue, Query(description="Which queue.")] = Queue.OVERDUE,
    role: Annotated[
        Role | None,
        Query(pattern=ROLE_NAME, max_length=64, description="Only cases whose rung is on for this role."),
    ] = None,
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 25,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> CaseQueueOut:
    """Cases of students whom a role of yours shows with their cases: a page of one queue, and counts of all.

    Due days are working days. Nobody is sent a message: whoever looks here finds what is overdue.
    """
    after, case_id = cursors.decode_day(cursor)
    found, counts = await read_queue(
        context, queue, role=role, after=(after, CaseId(case_id)), limit=limit + 1
    )
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_day(each.due_on, each.case_id)
    )
    await record_queue(context, list(page), purpose)
    return case_queue_out(queue, list(page), counts, ladder_of(context), more)
