"""Group interventions: staff offer something to several students, and each decides whether to join.

Whoever organises one reads who joined. Who was invited, and how many, only the invited themselves are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext, as_any_staff
from app.actions.governance.audit_change import audit_change
from app.actions.section import check_collected
from app.actions.support.reached_students import reached_students, supporting_roles
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.ids import GroupInterventionId, StudentId
from app.store.support import group_interventions
from app.store.support.group_interventions import GroupIntervention, Invitation, Participant, Position

SHOWN = (Audited.STUDENT, Audited.SUPPORT)
"""What an access record says of a look at who joined."""


@dataclass(frozen=True, slots=True)
class Offer:
    title: str
    about: str
    place: str | None
    starts_at: datetime
    ends_at: datetime


async def arrange(context: RequestContext, offer: Offer, invited: Sequence[StudentId]) -> GroupIntervention:
    """Raises InvalidInput for a time that is over, and for students whom the asker cannot invite.

    The audit names the offer's time, and nobody who is invited.
    """
    check_collected(context.profile, SectionName.SUPPORT)
    staff = as_any_staff(context)
    if offer.ends_at <= offer.starts_at:
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_at", "must be later than starts_at")])
    if offer.ends_at <= context.now:
        raise InvalidInput("see `errors`", faults=[Fault("/body/ends_at", "must not be over")])
    reached = await reached_students(context, invited)
    arranged = await group_interventions.arrange(
        context.transaction,
        staff.staff_id,
        [each.student_id for each in reached],
        title=offer.title,
        about=offer.about,
        place=offer.place,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        now=context.now,
    )
    after = {"starts_at": offer.starts_at.isoformat(), "ends_at": offer.ends_at.isoformat()}
    await audit_change(staff, "group intervention arranged", f"group_intervention/{arranged}", after=after)
    return await _organised(context, arranged)


async def list_organised(context: RequestContext, *, before: Position, limit: int) -> list[GroupIntervention]:
    """What the asker organises, the latest to start first."""
    check_collected(context.profile, SectionName.SUPPORT)
    staff_id = as_any_staff(context).staff_id
    return await group_interventions.list_organised(context.transaction, staff_id, before=before, limit=limit)


async def read_organised(
    context: RequestContext, group_intervention_id: GroupInterventionId, purpose: str | None
) -> tuple[GroupIntervention, list[Participant]]:
    """One that the asker organises, and who has joined it; a look at those. Raises NotFound."""
    found = await _organised(context, group_intervention_id)
    participants = await group_interventions.list_participants(context.transaction, group_intervention_id)
    shown = {each.student_id: SHOWN for each in participants}
    await check_purpose(context, shown, SHOWN, purpose)
    await record_access(context, shown, supporting_roles(context), purpose)
    return found, participants


async def list_invitations(
    context: RequestContext, student_id: StudentId, *, before: Position, limit: int
) -> list[Invitation]:
    """What the student is invited to, the latest to start first."""
    check_collected(context.profile, SectionName.SUPPORT)
    return await group_interventions.list_invitations(
        context.transaction, student_id, before=before, limit=limit
    )


async def join(
    context: RequestContext, student_id: StudentId, group_intervention_id: GroupInterventionId
) -> Invitation:
    """Raises NotFound for what the student is not invited to, Conflict for what is over or joined."""
    found = await _invitation(context, student_id, group_intervention_id)
    if found.offered.ends_at <= context.now:
        raise Conflict("this is over: nobody can join it any more")
    if not await group_interventions.join(
        context.transaction, student_id, group_intervention_id, context.now
    ):
        raise Conflict("you have joined already")
    return await _invitation(context, student_id, group_intervention_id)


async def leave(
    context: RequestContext, student_id: StudentId, group_intervention_id: GroupInterventionId
) -> Invitation:
    """From now on whoever organises it reads nothing of the student. Raises NotFound and Conflict."""
    await _invitation(context, student_id, group_intervention_id)
    if not await group_interventions.leave(context.transaction, student_id, group_intervention_id):
        raise Conflict("you have not joined, so there is nothing to leave")
    return await _invitation(context, student_id, group_intervention_id)


async def _organised(
    context: RequestContext, group_intervention_id: GroupInterventionId
) -> GroupIntervention:
    check_collected(context.profile, SectionName.SUPPORT)
    found = await group_interventions.find_organised(
        context.transaction, as_any_staff(context).staff_id, group_intervention_id
    )
    if found is None:
        raise NotFound("you organise no such thing")
    return found


async def _invitation(
    context: RequestContext, student_id: StudentId, group_intervention_id: GroupInterventionId
) -> Invitation:
    check_collected(context.profile, SectionName.SUPPORT)
    found = await group_interventions.find_invitation(context.transaction, student_id, group_intervention_id)
    if found is None:
        raise NotFound("you are invited to no such thing")
    return found
