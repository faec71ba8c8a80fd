"""Data quality: what checks of the data found, for administrators, and whom it is about."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import SectionName
from app.actions.governance import flagged_students as actions
from app.actions.governance.flagged_students import StudentCheck
from app.errors import Forbidden, NotFound, Unauthenticated
from app.http import cursors
from app.http.deps import Administrator, LookingAdministrator
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, used_for
from app.schemas.governance.data_quality import (
    DataQualityOut,
    FlaggedStudentsOut,
    data_quality_out,
    flagged_student_out,
)
from app.store.governance import data_quality

router = contract_router("/v1", tags=["data quality"], responses=describe(Unauthenticated, Forbidden))


@router.get("/data-quality", summary="What checks of the data found")
async def read_data_quality(context: Administrator) -> DataQualityOut:
    """Counts that differ from the usual, silent sources, students who may be none, events that look wrong.

    `attune check-data` looks for all of it, as often as it is run; what it found last stands here.
    """
    return data_quality_out(await data_quality.list_all(context.transaction))


@router.get(
    "/data-quality/{check}/students",
    summary="Whom a check of the data is about",
    responses=describe(NotFound),
    dependencies=[used_for(SectionName.ENGAGEMENT)],
)
async def list_flagged_students(
    request: Request,
    response: Response,
    context: LookingAdministrator,
    check: Annotated[StudentCheck, Path(description="The check.", examples=["duplicates"])],
    purpose: StatedPurpose = None,
    limit: Annotated[int, Query(ge=1, le=1_000, description="How many students are looked at.")] = 1_000,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> FlaggedStudentsOut:
    """So that it can be put right: students by number, with the ids of their events that it found.

    For administrators, among students whom a role of theirs shows them: it opens nobody. Each one is a look
    on record. It looks anew, so what was mended since the last check is gone.
    """
    found = await actions.list_candidates(context, check, after=cursors.decode(cursor) or "", limit=limit + 1)
    page, more = cursors.page(request, response, found, limit, lambda each: cursors.encode(each.number))
    flagged = await actions.find_flagged(context, check, page, purpose)
    return FlaggedStudentsOut(items=[flagged_student_out(each) for each in flagged], next_cursor=more)
