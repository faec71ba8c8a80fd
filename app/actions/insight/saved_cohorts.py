"""Saved cohorts: filters that a member of staff keeps, who is in one now, and who joined and left."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.access.vocabulary import Audited, SectionName
from app.actions.access_purpose import check_purpose, record_access
from app.actions.context import RequestContext, as_any_staff
from app.actions.governance.audit_change import audit_change
from app.actions.insight.cohort_basis import (
    check_known,
    check_opened,
    filter_for,
    must_be_one_of,
    opening_roles,
    standing_for,
)
from app.cohorts.conditions import MOST_COHORTS, Condition, Kind, sections_of, wrong_with
from app.db.advisory import lock
from app.errors import Conflict, Fault, InvalidInput, NotFound
from app.ids import CohortEventId, CohortId
from app.outreach.case import Queue
from app.profiles.model import Level
from app.store.insight import cohort_members, saved_cohorts
from app.store.insight.cohort_members import CohortEvent, Member
from app.store.insight.saved_cohorts import Position, SavedCohort
from app.store.people.tables import RESIDENCES, STUDY_MODES

YEARS_OF_STUDY = tuple(str(each) for each in range(21))
_WORDS = {
    Kind.LEVEL: tuple(Level),
    Kind.STUDY_MODE: STUDY_MODES,
    Kind.RESIDENCE: RESIDENCES,
    Kind.YEAR_OF_STUDY: YEARS_OF_STUDY,
    Kind.CASE_QUEUE: tuple(Queue),
}
_IDS = {
    Kind.ORG_UNIT: "an org unit",
    Kind.PROGRAMME: "a programme",
    Kind.MODULE_RUN: "a module run",
}


async def list_cohorts(context: RequestContext, *, after: Position, limit: int) -> list[SavedCohort]:
    """The asker's own, the earliest first."""
    staff = as_any_staff(context)
    return await saved_cohorts.list_own(context.transaction, staff.staff_id, after=after, limit=limit)


async def read_cohort(context: RequestContext, cohort_id: CohortId, *, lock: bool = False) -> SavedCohort:
    """One of the asker's own. Raises NotFound for any other."""
    staff = as_any_staff(context)
    found = await saved_cohorts.find(context.transaction, staff.staff_id, cohort_id, lock=lock)
    if found is None:
        raise NotFound("you keep no such saved cohort")
    return found


async def save_cohort(context: RequestContext, name: str, conditions: Sequence[Condition]) -> SavedCohort:
    """A new one. Raises what `_check` does, and Conflict for a name in use and for one too many."""
    staff = as_any_staff(context)
    await _check(context, conditions)
    await lock(context.transaction, f"saved cohorts of {staff.staff_id}")
    if await saved_cohorts.count(context.transaction, staff.staff_id) >= MOST_COHORTS:
        raise Conflict(f"you keep {MOST_COHORTS} saved cohorts already: delete one first")
    await _check_name(context, name)
    cohort_id = await saved_cohorts.add(
        context.transaction, staff.staff_id, name, conditions, context.user.roles.names, context.now
    )
    after = {"conditions": saved_cohorts.stored_conditions(conditions)}
    await audit_change(staff, "saved cohort made", f"saved_cohort/{cohort_id}", after=after)
    return await read_cohort(context, cohort_id)


async def change_cohort(
    context: RequestContext, known: SavedCohort, name: str, conditions: Sequence[Condition]
) -> SavedCohort:
    """Say anew what it is, in the roles of now. Raises as `save_cohort` does."""
    staff = as_any_staff(context)
    await _check(context, conditions)
    await lock(context.transaction, f"saved cohorts of {staff.staff_id}")
    await _check_name(context, name, known.cohort_id)
    await saved_cohorts.change(
        context.transaction, known.cohort_id, name, conditions, context.user.roles.names, context.now
    )
    await audit_change(
        staff,
        "saved cohort changed",
        f"saved_cohort/{known.cohort_id}",
        before={"conditions": saved_cohorts.stored_conditions(known.conditions)},
        after={"conditions": saved_cohorts.stored_conditions(conditions)},
    )
    return await read_cohort(context, known.cohort_id)


async def delete_cohort(context: RequestContext, known: SavedCohort) -> None:
    """With everything that was recorded of who joined and left."""
    await saved_cohorts.remove(context.transaction, known.cohort_id)
    await audit_change(as_any_staff(context), "saved cohort deleted", f"saved_cohort/{known.cohort_id}")


async def list_members(
    context: RequestContext, cohort_id: CohortId, *, after: str, limit: int
) -> tuple[SavedCohort, list[Member]]:
    """Whom it finds now among the asker's students, by student number, from the one after `after`."""
    found = await read_cohort(context, cohort_id)
    made = await filter_for(
        context, found.conditions, found.owner_id, context.user.roles, sees_all=context.user.sees_all
    )
    return found, await cohort_members.list_members(context.transaction, made, after=after, limit=limit)


async def list_events(
    context: RequestContext,
    cohort_id: CohortId,
    *,
    since: datetime,
    after: tuple[datetime, UUID],
    limit: int,
) -> tuple[SavedCohort, list[CohortEvent]]:
    """Who joined and left, of students of whom the conditions may tell the asker today; earliest first."""
    found = await read_cohort(context, cohort_id)
    told = standing_for(
        context, found.conditions, found.owner_id, context.user.roles, sees_all=context.user.sees_all
    )
    position = after[0], CohortEventId(after[1])
    return found, await cohort_members.list_events(
        context.transaction, cohort_id, told, since=since, after=position, limit=limit
    )


async def record_shown(
    context: RequestContext, cohort: SavedCohort, shown: Sequence[Member | CohortEvent], purpose: str | None
) -> None:
    """Staff say why they look; whom the page shows is on record, with what the conditions tell of them."""
    sections = sections_of(cohort.conditions)
    audited = [Audited.STUDENT, *(Audited(each) for each in sections)]
    students = {each.student_id: audited for each in shown}
    only = _only(context, sections)
    await check_purpose(context, students, audited, purpose, only)
    roles = opening_roles(context.profile, context.user.roles, cohort.conditions)
    await record_access(context, students, roles, purpose)


def _only(context: RequestContext, sections: Sequence[SectionName]) -> frozenset[str] | None:
    """The purposes for which all of the sections may be looked at; None: any."""
    limits = [
        only for each in sections if (only := context.profile.purposes_of_section.get(each)) is not None
    ]
    return frozenset.intersection(*limits) if limits else None


async def _check(context: RequestContext, conditions: Sequence[Condition]) -> None:
    """Raises InvalidInput, naming the condition and the field; SectionRestricted and NotCollected."""
    faults = [
        Fault(f"/body/conditions/{at}/{name}", rule)
        for at, each in enumerate(conditions)
        for name, rule in wrong_with(each)
    ]
    for at, each in enumerate(conditions):
        faults += await _unknown(context, at, each)
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    check_opened(context.profile, conditions, context.user.roles)
    check_known(context.profile, conditions)


async def _unknown(context: RequestContext, at: int, condition: Condition) -> list[Fault]:
    """Values that are none of those that there are."""
    if condition.kind in _WORDS:
        words: Sequence[str] = _WORDS[condition.kind]
        known, must = set(words), must_be_one_of(words)
    elif condition.kind in _IDS:
        ids = [each for each in condition.any_of if _is_id(each)]
        known = await saved_cohorts.existing(context.transaction, condition.kind, ids)
        must = f"must be the id of {_IDS[condition.kind]}"
    else:
        return []
    return [
        Fault(f"/body/conditions/{at}/any_of/{place}", f"{condition.kind}: {must}")
        for place, value in enumerate(condition.any_of)
        if value not in known
    ]


def _is_id(text: str) -> bool:
    """Whether it is an id as the service writes it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


async def _check_name(context: RequestContext, name: str, own: CohortId | None = None) -> None:
    staff_id = as_any_staff(context).staff_id
    if await saved_cohorts.find_named(context.transaction, staff_id, name) not in (None, own):
        raise Conflict("you keep a saved cohort of this name already")
