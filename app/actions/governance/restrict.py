"""Restrict a student's data, and lift it: stored, and until then not otherwise used."""

from datetime import date
from typing import Any
from uuid import uuid4

from app.access.vocabulary import SectionName
from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change
from app.actions.section import not_used
from app.db.identity import elevated, uses
from app.errors import Conflict, Fault, InvalidInput
from app.ids import RestrictionId, StudentId
from app.profiles.model import Profile
from app.store.engagement import scores
from app.store.governance import restrictions
from app.store.governance.requests import RightsRequest
from app.store.governance.restrictions import EVERY_PURPOSE, Restriction
from app.store.people import registrations

MEANS = (
    "From now on {whose} are stored, and used for nothing else: not for scores, signals, reports, figures,"
    " lists or messages, and no member of staff sees them. You still read what you could read before. You are"
    " told before this is lifted."
)


async def restrict_on_request(context: StaffContext, request: RightsRequest) -> dict[str, Any]:
    """Restrict what was asked: everything, or the one purpose that was objected to. Deletes nothing."""
    purpose = _reach(context.profile, request.about)
    added = await restrictions.add(
        context.transaction,
        request.student_id,
        RestrictionId(uuid4()),
        purpose=purpose,
        request_id=request.request_id,
        staff_id=context.staff_id,
        now=context.now,
    )
    return {
        "restricted_since": context.now.isoformat(),
        "purpose": purpose or None,
        "in_force_before": not added,
        "remarks": [MEANS.format(whose=_whose(context.profile, purpose))],
    }


def _reach(profile: Profile, about: str) -> str:
    """The one purpose, unless it is the only one: then nothing is left to use the data for."""
    purpose = profile.purposes.get(about)
    if purpose is None or purpose.covers >= profile.sections:
        return EVERY_PURPOSE
    return about


def _whose(profile: Profile, purpose: str) -> str:
    if purpose == EVERY_PURPOSE:
        return "all your data"
    title = profile.purposes[purpose].title
    return f"your data for this purpose ({title})"


async def lift(
    context: StaffContext, student_id: StudentId, purpose: str | None, told_on: date, notice: str
) -> Restriction:
    """Lift a restriction of which the student was told that it ends. Scores are made again by the next run.

    Raises InvalidInput for a day that is to come, Conflict where nothing is restricted.
    """
    if told_on > context.today:
        raise InvalidInput(
            "see `errors`",
            faults=[Fault("/body/told_on", "must be today or earlier: the student is told first")],
        )
    lifted = await restrictions.lift(
        context.transaction,
        student_id,
        purpose or EVERY_PURPOSE,
        staff_id=context.staff_id,
        told_on=told_on,
        notice=notice,
        now=context.now,
    )
    if not lifted:
        of = "everything" if purpose is None else purpose
        raise Conflict(f"no restriction of {of} is in force: `purpose` says which one is lifted")
    after = {"purpose": purpose, "told_on": str(told_on)}
    await audit_change(context, "restriction lifted", f"student/{student_id}", after=after)
    async with elevated(context.transaction):
        # The months that were stored still stand; a pass over everybody has gone by without this student.
        spells = await registrations.list_spells(context.transaction, [student_id])
        since = min((each.starts_on for each in spells.get(student_id, ())), default=None)
        if since is not None:
            await scores.mark_for_rescore(context.transaction, {student_id: (since, date.max)})
    found = await restrictions.list_for(context.transaction, student_id)
    return next(each for each in found if each.lifted_at == context.now)


async def leave_out_restricted(context: Context, section: SectionName) -> None:
    """What is read from here on is for this section: whoever is restricted for it is left out."""
    purpose = context.profile.purpose_of(section)
    if purpose is not None:
        await uses(context.transaction, purpose)


async def check_used(context: Context, student_id: StudentId, *sections: SectionName) -> None:
    """Raises ProcessingRestricted where a section's data of the student are stored, and not used."""
    found = await restrictions.list_for(context.transaction, student_id)
    closed = {each.purpose for each in found if each.lifted_at is None}
    for section in sections:
        if closed & {EVERY_PURPOSE, context.profile.purpose_of(section)}:
            raise not_used(section)
