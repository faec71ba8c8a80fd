"""Teams: who takes over cases together, for administrators."""

from typing import Annotated

from fastapi import Path, Request, Response

from app.actions.support import teams as actions
from app.errors import Conflict, Forbidden, NotFound, PreconditionFailed, Unauthenticated
from app.http.deps import Administrator
from app.http.idempotency import RepeatableWrites
from app.http.locations import set_location
from app.http.preconditions import IfNoneMatch
from app.http.problems import describe
from app.http.routes import contract_router
from app.schemas.base import Name
from app.schemas.support.teams import (
    TeamIn,
    TeamMemberEndIn,
    TeamMemberIn,
    TeamMembersOut,
    TeamOut,
    TeamsOut,
    team_members_out,
    team_out,
)
from app.store.support import teams

router = contract_router(
    "/v1/admin/teams",
    route_class=RepeatableWrites,
    tags=["administration"],
    responses=describe(Unauthenticated, Forbidden),
)

TeamCode = Annotated[Name, Path(description="The institution's own code of the team.", examples=["RESX"])]


@router.get("", summary="The institution's teams")
async def list_teams(context: Administrator) -> TeamsOut:
    """Every team, by code."""
    found = await teams.list_all(context.transaction)
    return TeamsOut(items=[team_out(each, context.profile) for each in found])


@router.put("/{code}", summary="Make or change a team", responses=describe(PreconditionFailed))
async def record_team(context: Administrator, code: TeamCode, team: TeamIn, seen: IfNoneMatch) -> TeamOut:
    """The team with that code; its members act in its role, and see the students whose cases it has."""
    known = await actions.lock_team(context, code)
    seen.check(None if known is None else team_out(known, context.profile))
    return team_out(await actions.record_team(context, code, team.name, team.role), context.profile)


@router.get("/{code}/members", summary="A team's members", responses=describe(NotFound))
async def list_team_members(context: Administrator, code: TeamCode) -> TeamMembersOut:
    """Who belongs or belonged to the team, the latest to join first."""
    return team_members_out(*await actions.list_team_members(context, code), context.profile)


@router.post(
    "/{code}/members", summary="Join a team", status_code=201, responses=describe(NotFound, Conflict)
)
async def record_team_member(
    request: Request, response: Response, context: Administrator, code: TeamCode, member: TeamMemberIn
) -> TeamMembersOut:
    """Make a member of staff one of the team from that day on; answers with all members."""
    found = await actions.add_team_member(context, code, member.staff_number, member.starts_on)
    set_location(request, response, "list_team_members", code=code)
    return team_members_out(*found, context.profile)


@router.post("/{code}/members/endings", summary="Leave a team", responses=describe(NotFound))
async def record_team_member_ending(
    context: Administrator, code: TeamCode, ending: TeamMemberEndIn
) -> TeamMembersOut:
    """From `ends_before` on, the team's cases open no student to this person.

    With today as `ends_before`, the membership ends now.
    """
    found = await actions.end_team_member(
        context, code, ending.staff_number, ending.starts_on, ending.ends_before
    )
    return team_members_out(*found, context.profile)
