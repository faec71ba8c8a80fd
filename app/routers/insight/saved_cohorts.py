"""Saved cohorts: filters that a member of staff keeps over their own students."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.actions.insight import saved_cohorts as actions
from app.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotCollected,
    NotFound,
    PreconditionFailed,
    SectionRestricted,
    Unauthenticated,
)
from app.http import cursors
from app.http.deps import StudentsViewer
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose
from app.ids import CohortId
from app.schemas.base import AwareMoment
from app.schemas.insight.saved_cohorts import (
    CohortEventsOut,
    CohortMembersOut,
    SavedCohortIn,
    SavedCohortOut,
    SavedCohortsOut,
    cohort_event_out,
    cohort_member_out,
    conditions_of,
    saved_cohort_out,
)

router = contract_router(
    "/v1/saved-cohorts",
    route_class=RepeatableWrites,
    tags=["saved cohorts"],
    responses=describe(Unauthenticated, Forbidden),
)

CohortPath = Annotated[CohortId, Path(description="The saved cohort's id.")]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=300)]
_ALWAYS = datetime(1, 1, 2, tzinfo=UTC)
_CONDITIONS = describe(BadRequest, Forbidden, SectionRestricted, NotCollected)


@router.get("", summary="My saved cohorts")
async def list_saved_cohorts(
    request: Request, response: Response, context: StudentsViewer, limit: Limit = 50, cursor: Cursor = None
) -> SavedCohortsOut:
    """The asker's own, the earliest first. Nobody else's: a saved cohort cannot be shared."""
    moment, last = cursors.decode_moment_from_first(cursor)
    found = await actions.list_cohorts(context, after=(moment, CohortId(last)), limit=limit + 1)
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.created_at, each.cohort_id)
    )
    return SavedCohortsOut(items=[saved_cohort_out(each) for each in page], next_cursor=more)


@router.post(
    "",
    summary="Save a cohort",
    status_code=201,
    responses=_CONDITIONS | describe(Conflict),
)
async def record_saved_cohort(
    request: Request, response: Response, context: StudentsViewer, cohort: SavedCohortIn
) -> SavedCohortOut:
    """A named filter over the students whom the asker sees, whenever it is asked: it opens nobody.

    A condition that tells of a section of the record needs a role that opens it. At most 50 for one person.
    """
    made = await actions.save_cohort(context, cohort.name, conditions_of(cohort))
    set_location(request, response, "read_saved_cohort", saved_cohort_id=made.cohort_id)
    return saved_cohort_out(made)


@router.get("/{saved_cohort_id}", summary="One saved cohort", responses=describe(NotFound))
async def read_saved_cohort(context: StudentsViewer, saved_cohort_id: CohortPath) -> SavedCohortOut:
    """Its name and conditions."""
    return saved_cohort_out(await actions.read_cohort(context, saved_cohort_id))


@router.put(
    "/{saved_cohort_id}",
    summary="Change a saved cohort",
    responses=_CONDITIONS | describe(NotFound, Conflict, PreconditionFailed),
)
async def record_changed_saved_cohort(
    context: StudentsViewer, saved_cohort_id: CohortPath, cohort: SavedCohortIn, seen: IfMatch
) -> SavedCohortOut:
    """Its name and conditions, whole. Who joins and leaves by it is recorded the next night."""
    known = await actions.read_cohort(context, saved_cohort_id, lock=True)
    seen.check(saved_cohort_out(known))
    return saved_cohort_out(await actions.change_cohort(context, known, cohort.name, conditions_of(cohort)))


@router.delete(
    "/{saved_cohort_id}",
    summary="Delete a saved cohort",
    status_code=204,
    responses=describe(NotFound, PreconditionFailed),
)
async def remove_saved_cohort(context: StudentsViewer, saved_cohort_id: CohortPath, seen: IfMatch) -> None:
    """With everything that is recorded of who joined it and left it."""
    known = await actions.read_cohort(context, saved_cohort_id, lock=True)
    seen.check(saved_cohort_out(known))
    await actions.delete_cohort(context, known)


@router.get(
    "/{saved_cohort_id}/members",
    summary="Who is in a saved cohort",
    responses=_CONDITIONS | describe(NotFound),
)
async def list_cohort_members(
    request: Request,
    response: Response,
    context: StudentsViewer,
    saved_cohort_id: CohortPath,
    purpose: StatedPurpose = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CohortMembersOut:
    """Whom it finds now among the students whom the asker sees, by number. Each is a look on record."""
    cohort, found = await actions.list_members(
        context, saved_cohort_id, after=cursors.decode(cursor) or "", limit=limit + 1
    )
    page, more = cursors.page(request, response, found, limit, lambda each: cursors.encode(each.number))
    await actions.record_shown(context, cohort, page, purpose)
    return CohortMembersOut(items=[cohort_member_out(each) for each in page], next_cursor=more)


@router.get(
    "/{saved_cohort_id}/events", summary="Who joined and left", responses=_CONDITIONS | describe(NotFound)
)
async def list_cohort_events(
    request: Request,
    response: Response,
    context: StudentsViewer,
    saved_cohort_id: CohortPath,
    since: Annotated[AwareMoment | None, Query(description="Only events from this moment on.")] = None,
    purpose: StatedPurpose = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> CohortEventsOut:
    """Who joined the saved cohort and who left it, night by night, the earliest first.

    Of students whom the asker sees today, and no others. Why somebody left is not said.
    """
    cohort, found = await actions.list_events(
        context,
        saved_cohort_id,
        since=since or _ALWAYS,
        after=cursors.decode_moment_from_first(cursor),
        limit=limit + 1,
    )
    page, more = cursors.page(
        request, response, found, limit, lambda each: cursors.encode_moment(each.occurred_at, each.event_id)
    )
    await actions.record_shown(context, cohort, page, purpose)
    return CohortEventsOut(items=[cohort_event_out(saved_cohort_id, each) for each in page], next_cursor=more)
