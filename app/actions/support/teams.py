"""Teams: an administrator makes them, and says who belongs to them and until when, audited."""

from datetime import date
from typing import Any

from app.access.roles import must_be_one_of, roles_by
from app.access.vocabulary import Reach, Role
from app.actions.context import Context, StaffContext, check_another
from app.actions.governance.audit_change import audit_change
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.store.people import roster, staff
from app.store.support import teams
from app.store.support.teams import Team, TeamMember


async def lock_team(context: StaffContext, code: str) -> Team | None:
    """The team with that code, if there is one; nobody else makes one until the transaction ends."""
    await roster.lock_roster(context.transaction)
    return await teams.find(context.transaction, code)


async def record_team(context: StaffContext, code: str, name: str, role: Role) -> Team:
    """Make or change a team. Raises InvalidInput for a role that does not reach students by assignment."""
    _check_role(context, role)
    before = await teams.find(context.transaction, code)
    after = await teams.record(context.transaction, code=code, name=name, role=role)
    await audit_change(
        context,
        "team changed" if before else "team made",
        f"team/{after.team_id}",
        before=None if before is None else _audited(before),
        after=_audited(after),
    )
    return after


def _check_role(context: Context, role: Role) -> None:
    fitting = roles_by(Reach.ASSIGNMENT, context.profile.role_rules)
    if role not in fitting:
        raise InvalidInput("see `errors`", faults=[Fault("/body/role", must_be_one_of(fitting))])


def _audited(team: Team) -> dict[str, Any]:
    return {"code": team.code, "name": team.name, "role": team.role}


async def list_team_members(context: StaffContext, code: str) -> tuple[Team, list[TeamMember]]:
    """The team, and who belongs or belonged to it. Raises NotFound."""
    team = await teams.get(context.transaction, code)
    return team, await teams.list_members(context.transaction, team.team_id)


async def add_team_member(
    context: StaffContext, code: str, staff_number: str, starts_on: date
) -> tuple[Team, list[TeamMember]]:
    """Make somebody a member from that day on; returns the team and its members.

    Raises NotFound for an unknown team or member of staff, Forbidden for whoever would be the member,
    Conflict for somebody who is a member then.
    """
    # Locked, so that two requests at once cannot both find the person free.
    team = await teams.lock(context.transaction, code)
    staff_id = await staff.get_by_number(context.transaction, staff_number)
    check_another(context, staff_id)
    known = await teams.list_members(context.transaction, team.team_id)
    if any(
        each.staff.staff_id == staff_id and (each.ends_before is None or each.ends_before > starts_on)
        for each in known
    ):
        raise Conflict(
            "this person belongs to the team on that day or later: end that membership first,"
            " or begin the new one where it ends"
        )
    if not await teams.add_member(context.transaction, team.team_id, staff_id, starts_on):
        raise Conflict("a membership of this person in this team began that day already: take another day")
    after = {"staff_number": staff_number, "starts_on": str(starts_on), "ends_before": None}
    await audit_change(context, "team joined", f"team/{team.team_id}", after=after)
    return team, await teams.list_members(context.transaction, team.team_id)


async def end_team_member(
    context: StaffContext, code: str, staff_number: str, starts_on: date, ends_before: date
) -> tuple[Team, list[TeamMember]]:
    """End a membership: from `ends_before` on, it opens no student. Returns the team and its members.

    Raises NotFound for a membership that there is not, InvalidInput for an end before its beginning,
    Forbidden for a member who would go on longer.
    """
    team = await teams.lock(context.transaction, code)
    staff_id = await staff.get_by_number(context.transaction, staff_number)
    known = await teams.list_members(context.transaction, team.team_id)
    found = [each for each in known if (each.staff.staff_id, each.starts_on) == (staff_id, starts_on)]
    if not found:
        raise NotFound("there is no membership of this person in this team that began that day")
    if ends_before < starts_on:
        raise InvalidInput(
            "see `errors`", faults=[Fault("/body/ends_before", f"must be from {starts_on} on")]
        )
    if found[0].ends_before is not None and ends_before > found[0].ends_before:
        check_another(context, staff_id)
    await teams.end_member(context.transaction, team.team_id, staff_id, starts_on, ends_before)

    def audited(until: date | None) -> dict[str, Any]:
        named = {"staff_number": staff_number, "starts_on": str(starts_on)}
        return named | {"ends_before": None if until is None else str(until)}

    await audit_change(
        context,
        "team left",
        f"team/{team.team_id}",
        before=audited(found[0].ends_before),
        after=audited(ends_before),
    )
    return team, await teams.list_members(context.transaction, team.team_id)
