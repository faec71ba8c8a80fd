"""Grants: any member of staff asks for a role for a while, and somebody else decides."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.access.grants import GrantStanding
from app.actions.people import grants as actions
from app.errors import Conflict, Forbidden, NotFound, Unauthenticated
from app.http import cursors
from app.http.deps import AnyStaff, GrantDecider
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.problems import describe
from app.http.routes import contract_router
from app.ids import GrantId
from app.schemas.people.grants import (
    GrantDecisionIn,
    GrantIn,
    GrantOut,
    GrantRevocationIn,
    GrantsOut,
    grant_out,
    grant_request,
)

router = contract_router(
    "/v1/grants",
    route_class=RepeatableWrites,
    tags=["grants"],
    responses=describe(Unauthenticated, Forbidden),
)

GrantPath = Annotated[GrantId, Path(description="The grant's id.")]


@router.post("", summary="Ask for a grant", status_code=201, responses=describe(NotFound))
async def request_grant(request: Request, response: Response, context: AnyStaff, grant: GrantIn) -> GrantOut:
    """Ask for a role for a while, for oneself or for somebody else; it opens nothing until it is approved.

    A request that nobody decides on within the institution's time lapses.
    """
    requested = await actions.request_grant(context, grant_request(grant))
    set_location(request, response, "read_grant", grant_id=requested.grant.grant_id)
    return grant_out(requested, context.profile)


@router.get("", summary="Grants, and requests for them")
async def list_grants(
    request: Request,
    response: Response,
    context: AnyStaff,
    standing: Annotated[
        GrantStanding | None, Query(description="Only grants with this standing today.")
    ] = None,
    due_for_review: Annotated[
        bool | None,
        Query(description="True: only grants whose yearly review is due. False: only the others."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> GrantsOut:
    """All of them for those who decide; for other staff their own, and those that they asked for.

    The latest request first.
    """
    moment, grant_id = cursors.decode_moment(cursor)
    found = await actions.list_grants(
        context, standing, due_for_review=due_for_review, before=(moment, GrantId(grant_id)), limit=limit + 1
    )
    page, more = cursors.page(
        request,
        response,
        found,
        limit,
        lambda each: cursors.encode_moment(each.grant.request.at, each.grant.grant_id),
    )
    return GrantsOut(items=[grant_out(each, context.profile) for each in page], next_cursor=more)


@router.get("/{grant_id}", summary="One grant", responses=describe(NotFound))
async def read_grant(context: AnyStaff, grant_id: GrantPath) -> GrantOut:
    """Whose it is, what it opens, where it stands, and who did what with it, when and why."""
    return grant_out(await actions.read_grant(context, grant_id), context.profile)


@router.post(
    "/{grant_id}/decision", summary="Approve or refuse a request", responses=describe(NotFound, Conflict)
)
async def decide_grant(context: GrantDecider, grant_id: GrantPath, decision: GrantDecisionIn) -> GrantOut:
    """For somebody who decides on grants, and neither asked for this one nor would hold it.

    An approved grant counts from its first day, today at the earliest. An earlier one of the same person,
    role and scope ends where this one begins, or is superseded if nothing is left of it.
    """
    decided = await actions.decide_grant(
        context, grant_id, approved=decision.decision == "approved", reason=decision.reason
    )
    return grant_out(decided, context.profile)


@router.post("/{grant_id}/revocation", summary="End a grant early", responses=describe(NotFound, Conflict))
async def revoke_grant(context: GrantDecider, grant_id: GrantPath, revocation: GrantRevocationIn) -> GrantOut:
    """A grant in force or to come opens nothing from the next request on."""
    return grant_out(await actions.revoke_grant(context, grant_id, revocation.reason), context.profile)


@router.post(
    "/{grant_id}/review",
    summary="Say that a grant is still needed",
    responses=describe(NotFound, Conflict),
)
async def review_grant(context: GrantDecider, grant_id: GrantPath) -> GrantOut:
    """The yearly review of a grant in force, by somebody who neither asked for it nor holds it.

    One that is not needed any more is revoked instead.
    """
    return grant_out(await actions.review_grant(context, grant_id), context.profile)
