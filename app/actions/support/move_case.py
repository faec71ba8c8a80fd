"""Move a case: to the next rung, past what is left of one, or to another owner.

A team that gets a case sees the student by an assignment, as long as it has the case.
"""

from dataclasses import dataclass, replace

from app.access.roles import roles_by
from app.access.vocabulary import Reach, Role
from app.actions.context import StaffContext
from app.actions.support.assignments import open_assignment
from app.actions.support.casework import (
    FullCase,
    audit_case,
    keep,
    role_on,
    tell_step,
    titles,
    who_is_on,
)
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.ids import AssignmentId, StaffId, TeamId
from app.outreach.case import Standing, Step, check_can_go_on, check_can_skip, check_not_over
from app.outreach.ladder import Rung
from app.store.people import staff
from app.store.support import assignments, case_history, cases, teams


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Who is to have a case: a team, a person, or (neither) whoever asks, if the rung is theirs."""

    team: str | None
    """The team's code."""
    staff_number: str | None


@dataclass(frozen=True, slots=True)
class _Owner:
    owner_id: StaffId | None = None
    team_id: TeamId | None = None
    assignment_id: AssignmentId | None = None


async def hand_over(context: StaffContext, full: FullCase, owner: NewOwner, reason: str) -> FullCase:
    """Go on to the next rung of a locked case. Raises Conflict unless the rung that is on is used up."""
    now = full.now
    found = Standing(now.state, now.waiting_until, now.due_on)
    check_can_go_on(full.course(context.profile), who_is_on(context, full), found, context.today)
    return await _go_on(context, full, owner, reason, Step.HANDED_OVER)


async def skip(context: StaffContext, full: FullCase, owner: NewOwner, reason: str) -> FullCase:
    """Leave out what is left of the rung that is on, for a reason, by name."""
    return await _go_on(context, full, owner, reason, Step.SKIPPED)


async def _go_on(context: StaffContext, full: FullCase, owner: NewOwner, reason: str, kind: Step) -> FullCase:
    following = check_can_skip(full.rung, full.now.state, full.ladder.after(full.rung.name))
    residence = await cases.residence_of(context.transaction, full.student_id, context.today)
    roles = following.roles_for(residence)
    _check_team(context, following, roles, owner)
    await end_assignment(context, full, reason)
    having = await _owner(context, full, roles, owner, reason, taking=False)
    now = replace(
        full.now,
        rung=following.name,
        rung_on=context.today,
        roles=roles,
        owner_id=having.owner_id,
        team_id=having.team_id,
        assignment_id=having.assignment_id,
    )
    await _add_step(context, full, kind, having, reason, next_rung=following.name)
    done = await keep(context, full, now)
    action = "outreach handed over" if kind is Step.HANDED_OVER else "outreach rung skipped"
    await audit_case(context, action, full, done)
    return done


async def change_owner(
    context: StaffContext, full: FullCase, owner: NewOwner, reason: str | None
) -> FullCase:
    """Give a locked case to somebody else, or take it. Raises Conflict, InvalidInput and NotFound.

    A team keeps seeing the student when one of its members takes the case.
    """
    check_not_over(full.now.state)
    roles = full.now.roles
    if owner.team is not None:
        await end_assignment(context, full, reason or "Another team has the case.")
    having = await _owner(context, full, roles, owner, reason or "Has the case now.", taking=True)
    if owner.team is None:
        having = replace(having, team_id=full.now.team_id, assignment_id=full.now.assignment_id)
    now = replace(
        full.now,
        owner_id=having.owner_id,
        team_id=having.team_id,
        assignment_id=having.assignment_id,
    )
    await _add_step(context, full, Step.OWNER_CHANGED, having, reason)
    done = await keep(context, full, now)
    await audit_case(context, "outreach owner changed", full, done)
    return done


def _check_team(context: StaffContext, rung: Rung, roles: tuple[Role, ...], owner: NewOwner) -> None:
    """Raises InvalidInput where only a team can have the next rung, and none is named."""
    by_assignment = roles_by(Reach.ASSIGNMENT, context.profile.role_rules)
    if owner.team is None and set(roles) <= set(by_assignment):
        rule = f"must be the code of a team: “{rung.title}” is for {titles(context.profile, roles)}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/team", rule)])


async def _owner(
    context: StaffContext,
    full: FullCase,
    roles: tuple[Role, ...],
    owner: NewOwner,
    reason: str,
    *,
    taking: bool,
) -> _Owner:
    if owner.team is not None:
        return await _team(context, full, roles, owner.team, reason)
    if owner.staff_number is not None:
        return _Owner(owner_id=await _person(context, owner.staff_number))
    if role_on(context, roles) is not None:
        return _Owner(owner_id=context.staff_id)
    if taking:
        rung = full.rung
        raise Conflict(f"“{rung.title}” is on, for {titles(context.profile, roles)}: name who is to have it")
    return _Owner()


async def _person(context: StaffContext, number: str) -> StaffId:
    try:
        return await staff.get_by_number(context.transaction, number)
    except NotFound:
        rule = "must be the number of a member of staff"
        raise InvalidInput("see `errors`", faults=[Fault("/body/staff_number", rule)]) from None


async def _team(
    context: StaffContext, full: FullCase, roles: tuple[Role, ...], code: str, reason: str
) -> _Owner:
    """The team, which from now on sees the student. One that has the student's case already keeps that."""
    team = await teams.find(context.transaction, code)
    if team is None or team.role not in roles:
        rule = f"must be the code of a team whose members act as {titles(context.profile, roles)}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/team", rule)])
    try:
        opened = await open_assignment(context, full.student_id, code, reason)
    except Conflict:
        return _Owner(team_id=team.team_id)
    return _Owner(team_id=team.team_id, assignment_id=opened.assignment_id)


async def end_assignment(context: StaffContext, full: FullCase, reason: str) -> None:
    """From the next request on, a team that got the student with this case sees them no more."""
    assignment_id = full.now.assignment_id
    if assignment_id is not None:
        await assignments.close_case(
            context.transaction,
            full.student_id,
            assignment_id,
            reason=reason,
            closed_by=context.staff_id,
            now=context.now,
        )


async def _add_step(
    context: StaffContext,
    full: FullCase,
    kind: Step,
    having: _Owner,
    reason: str | None,
    next_rung: str | None = None,
) -> None:
    await case_history.add_step(
        context.transaction,
        full.student_id,
        full.case.case_id,
        kind,
        now=context.now,
        rung=full.rung.name,
        staff_id=context.staff_id,
        role=role_on(context, full.now.roles) or context.role,
        next_rung=next_rung,
        owner_id=having.owner_id,
        team_id=having.team_id,
        reason=reason,
    )
    await tell_step(context, full.student_id, full.case.case_id, kind)
