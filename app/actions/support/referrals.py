"""Referrals: staff in charge tell a service that a student is interested in its help; the service answers.

A referral is an assignment to the service's team to which the student agreed. While it is open, the team's
members see the student. Whoever closes the one closes the other, and so does the student who takes the
agreement back.
"""

from datetime import date, datetime
from typing import Any

from app.access.vocabulary import SectionName
from app.actions.context import Context, RequestContext, StaffContext
from app.actions.coverage import check_is_covered
from app.actions.governance.audit_change import audit_change
from app.actions.section import check_collected
from app.actions.support.assignments import close_assignment, open_assignment
from app.errors import Conflict, Fault, Forbidden, InvalidInput, NotCollected
from app.ids import AssignmentId, ReferralId, StaffId, StudentId
from app.store.support import referrals, teams
from app.store.support.referrals import Referral

WITHDRAWN = "The student took the agreement back."


def check_services(context: Context) -> None:
    """Raises NotCollected where the institution refers students to nobody."""
    check_collected(context.profile, SectionName.SUPPORT)
    if not context.profile.services:
        raise NotCollected("this institution has no services that students are referred to")


async def refer(
    context: StaffContext,
    student_id: StudentId,
    team_code: str,
    about: str,
    *,
    agreed_on: date,
    agreed_how: str,
) -> Referral:
    """Raises InvalidInput for a team of no service or an agreement to come, Conflict for a second one."""
    check_services(context)
    if agreed_on > context.today:
        rule = "must be today or earlier: students agree before they are referred"
        raise InvalidInput("see `errors`", faults=[Fault("/body/agreed_on", rule)])
    await check_is_covered(context, student_id)
    team = await teams.find(context.transaction, team_code)
    if team is None or team.role not in context.profile.services:
        rules = context.profile.role_rules
        titles = ", ".join(rules[each].title for each in context.profile.services)
        rule = f"must be one of the teams of a service, by its code: {titles}"
        raise InvalidInput("see `errors`", faults=[Fault("/body/team", rule)])
    opened = await open_assignment(context, student_id, team_code, about)
    referral_id = await referrals.add(
        context.transaction, student_id, opened.assignment_id, agreed_on, agreed_how
    )
    return await _audited(context, student_id, referral_id, "student referred")


async def take_referral(context: StaffContext, student_id: StudentId, referral_id: ReferralId) -> Referral:
    """Raises NotFound, Forbidden for who is not of the service's team, Conflict for one taken or closed."""
    before = await _locked(context, student_id, referral_id)
    if before.taken_at is not None:
        raise Conflict(f"{before.taken_by_name} has taken this referral already")
    await referrals.take(context.transaction, student_id, referral_id, context.staff_id, context.now)
    return await _audited(context, student_id, referral_id, "referral taken")


async def answer_referral(
    context: StaffContext, student_id: StudentId, referral_id: ReferralId, words: str
) -> Referral:
    """What the service says to the student. Raises as `take_referral`, and Conflict for one not yet taken."""
    before = await _locked(context, student_id, referral_id)
    if before.taken_at is None:
        raise Conflict("nobody has taken this referral: take it before you answer")
    if before.answered_at is not None:
        raise Conflict("this referral is answered already: close it, if it is over")
    await referrals.answer(context.transaction, student_id, referral_id, words, context.staff_id, context.now)
    return await _audited(context, student_id, referral_id, "referral answered")


async def close_referral(
    context: StaffContext, student_id: StudentId, referral_id: ReferralId, outcome: str, reason: str
) -> Referral:
    """From the next request on, it opens the student to nobody. Raises as `take_referral`."""
    await _locked(context, student_id, referral_id)
    await referrals.say_outcome(context.transaction, student_id, referral_id, outcome)
    await close_assignment(context, student_id, AssignmentId(referral_id), reason)
    return await _audited(context, student_id, referral_id, "referral closed")


async def withdraw_agreement(
    context: RequestContext, student_id: StudentId, referral_id: ReferralId
) -> Referral:
    """By the student: the service sees them no more. Raises NotFound, and Conflict for one that is over."""
    check_services(context)
    if not await referrals.withdraw(context.transaction, referral_id, WITHDRAWN, context.now):
        await referrals.get(context.transaction, student_id, referral_id)
        raise Conflict("this referral is closed already, and opens you to nobody")
    return await referrals.get(context.transaction, student_id, referral_id)


async def list_queue(
    context: RequestContext,
    staff_id: StaffId,
    *,
    state: str | None,
    after: tuple[datetime, ReferralId],
    limit: int,
) -> list[Referral]:
    """Open referrals to the asker's teams, the earliest first."""
    check_services(context)
    return await referrals.list_queue(
        context.transaction, staff_id, context.today, state=state, after=after, limit=limit
    )


async def _locked(context: StaffContext, student_id: StudentId, referral_id: ReferralId) -> Referral:
    """An open referral to a team of the asker's, which nobody else does anything with meanwhile."""
    is_open = await referrals.lock_open(context.transaction, student_id, referral_id)
    found = await referrals.get(context.transaction, student_id, referral_id)
    if not await teams.has_member(context.transaction, found.team_id, context.staff_id, context.today):
        raise Forbidden(f"only members of {found.team_name} do this")
    if not is_open:
        raise Conflict("this referral is closed: if the student wants help again, refer them anew")
    return found


async def _audited(
    context: StaffContext, student_id: StudentId, referral_id: ReferralId, action: str
) -> Referral:
    after = await referrals.get(context.transaction, student_id, referral_id)
    told: dict[str, Any] = {
        "referral_id": str(referral_id),
        "team": after.team,
        "state": after.state,
        "agreed_on": str(after.agreed_on),
        "agreed_how": after.agreed_how,
        "outcome": after.outcome,
    }
    await audit_change(context, action, f"student/{student_id}", after=told)
    return after
