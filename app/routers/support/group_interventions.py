"""Group interventions: offered to several students, joined by those who want to."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.vocabulary import SectionName
from app.actions.support import group_interventions as actions
from app.errors import BadRequest, Conflict, Forbidden, NotCollected, NotFound, Unauthenticated
from app.http import cursors
from app.http.deps import AnyStudent, AnyUser, StudentsViewer
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.http.sections import StatedPurpose, used_for
from app.ids import GroupInterventionId
from app.schemas.support.group_interventions import (
    GroupInterventionIn,
    GroupInterventionOut,
    GroupInterventionsOut,
    InvitationOut,
    InvitationsOut,
    OrganisedOut,
    group_intervention_out,
    invitation_out,
    offer,
    organised_out,
)

router = contract_router(
    "/v1",
    route_class=RepeatableWrites,
    tags=["group interventions"],
    responses=describe(Unauthenticated, Forbidden, NotCollected),
    dependencies=[used_for(SectionName.SUPPORT)],
)

GroupInterventionPath = Annotated[GroupInterventionId, Path(description="The id of the group intervention.")]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=300)]


@router.get("/group-interventions", summary="What I organise for groups")
async def list_group_interventions(
    request: Request, response: Response, context: StudentsViewer, limit: Limit = 50, cursor: Cursor = None
) -> GroupInterventionsOut:
    """What the asker organises, the latest to start first."""
    moment, last = cursors.decode_moment(cursor)
    found = await actions.list_organised(context, before=(moment, GroupInterventionId(last)), limit=limit + 1)
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.starts_at, each.group_intervention_id),
    )
    return GroupInterventionsOut(items=[group_intervention_out(each) for each in page], next_cursor=more)


@router.post("/group-interventions", summary="Offer something to several students", status_code=201)
async def record_group_intervention(
    request: Request, response: Response, context: StudentsViewer, body: GroupInterventionIn
) -> GroupInterventionOut:
    """Students in the asker's charge are invited, and each decides whether to join.

    Who was invited is told to nobody but them, not even as a number.
    """
    arranged = await actions.arrange(context, offer(body), body.students)
    set_location(
        request, response, "read_group_intervention", group_intervention_id=arranged.group_intervention_id
    )
    return group_intervention_out(arranged)


@router.get(
    "/group-interventions/{group_intervention_id}",
    summary="Who has joined what I organise",
    responses=describe(BadRequest, NotFound, NotCollected),
)
async def read_group_intervention(
    context: StudentsViewer, group_intervention_id: GroupInterventionPath, purpose: StatedPurpose = None
) -> OrganisedOut:
    """For whoever organises it: those who have joined and are in the asker's charge. Not who was invited."""
    return organised_out(*await actions.read_organised(context, group_intervention_id, purpose))


@router.post(
    "/group-interventions/{group_intervention_id}/joining",
    summary="Join what one is invited to",
    responses=describe(NotFound, NotCollected, Conflict),
)
async def record_joining(
    context: AnyUser, student_id: AnyStudent, group_intervention_id: GroupInterventionPath
) -> InvitationOut:
    """By a student who is invited. From now on whoever organises it reads that they joined."""
    return invitation_out(await actions.join(context, student_id, group_intervention_id))


@router.post(
    "/group-interventions/{group_intervention_id}/leaving",
    summary="Leave what one has joined",
    responses=describe(NotFound, NotCollected, Conflict),
)
async def record_leaving(
    context: AnyUser, student_id: AnyStudent, group_intervention_id: GroupInterventionPath
) -> InvitationOut:
    """By a student who has joined. From now on whoever organises it reads nothing of them."""
    return invitation_out(await actions.leave(context, student_id, group_intervention_id))


@router.get("/me/invitations", summary="What I am invited to")
async def list_invitations(
    request: Request,
    response: Response,
    context: AnyUser,
    student_id: AnyStudent,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> InvitationsOut:
    """For a student: what staff offer them, the latest to start first. Nobody else reads this list."""
    moment, last = cursors.decode_moment(cursor)
    found = await actions.list_invitations(
        context, student_id, before=(moment, GroupInterventionId(last)), limit=limit + 1
    )
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.offered.starts_at, each.offered.group_intervention_id),
    )
    return InvitationsOut(items=[invitation_out(each) for each in page], next_cursor=more)
