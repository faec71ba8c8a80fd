"""Load what a roster cannot say of a synthetic university's staff: training, grants and teams."""

from datetime import timedelta
from uuid import UUID

from app.access.grants import GrantStatus
from app.actions.context import Context
from app.devtools.synthetic.staff import PlannedGrant, PlannedTeam, Staffing
from app.ids import GrantId, OrgUnitId
from app.store.people import grants, org_units, staff, training
from app.store.people.grants import GrantScope
from app.store.support import teams

COURSE = "How to read engagement data, and how not to"
MADE_UP = "Made up for the demonstration."
MOST_GRANTS = 1_000


async def load_staffing(context: Context, staffing: Staffing) -> None:
    """Whatever is there already stays as it is."""
    for number in staffing.trained:
        await _train(context, number)
    granted = await _granted(context)
    units = {each.code: each.org_unit_id for each in await org_units.list_all(context.transaction)}
    for grant in staffing.grants:
        if grant.staff not in granted:
            org_unit_id = units[grant.scope.org_unit] if grant.scope.org_unit else None
            decider = next(each for each in staffing.deciders if each != grant.staff)
            await _grant(context, grant, org_unit_id, decider)
    for team in staffing.teams:
        await _make_team(context, team)


async def _train(context: Context, number: str) -> None:
    staff_id = await staff.get_by_number(context.transaction, number)
    if not await training.list_for(context.transaction, staff_id):
        ends_before = context.today + timedelta(days=context.profile.training_valid_days)
        days = {"completed_on": context.today, "ends_before": ends_before}
        await training.add(context.transaction, staff_id, course=COURSE, **days)


async def _granted(context: Context) -> set[str]:
    """The numbers of staff who have a grant, whatever became of it."""
    end = context.now + timedelta(days=1), GrantId(UUID(int=0))
    latest = await grants.list_latest(context.transaction, status=None, before=end, limit=MOST_GRANTS)
    return {each.holder.number for each in latest}


async def _grant(
    context: Context, planned: PlannedGrant, org_unit_id: OrgUnitId | None, decider: str
) -> None:
    """Approved, from today on for as long as the profile allows."""
    transaction, today = context.transaction, context.today
    holder = await staff.get_by_number(transaction, planned.staff)
    grant_id = await grants.add(
        transaction,
        holder=holder,
        role=planned.role,
        scope=GrantScope(org_unit_id, planned.scope.year_of_study, planned.scope.sponsored_only),
        starts_on=today,
        ends_before=today + timedelta(days=context.profile.roles[planned.role].longest_grant_days),
        reason=MADE_UP,
        requested_by=holder,
        now=context.now,
    )
    await grants.decide(
        transaction,
        grant_id,
        status=GrantStatus.APPROVED,
        starts_on=today,
        decided_by=await staff.get_by_number(transaction, decider),
        reason=MADE_UP,
        now=context.now,
    )


async def _make_team(context: Context, planned: PlannedTeam) -> None:
    transaction = context.transaction
    team = await teams.record(transaction, code=planned.code, name=planned.name, role=planned.role)
    members = {each.staff.number for each in await teams.list_members(transaction, team.team_id)}
    for number in planned.members:
        if number not in members:
            staff_id = await staff.get_by_number(transaction, number)
            await teams.add_member(transaction, team.team_id, staff_id, context.today)
