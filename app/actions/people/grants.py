"""Grants: staff ask for a role for a while, somebody else decides, reviews and revokes; all of it audited."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.access.grants import (
    GrantStanding,
    GrantStatus,
    is_due_for_review,
    last_day_to_answer,
    standing_of,
    status_of,
)
from app.access.roles import must_be_one_of, roles_by
from app.access.vocabulary import Reach, Role
from app.actions.context import Context, StaffContext
from app.actions.governance.audit_change import audit_change
from app.errors import Conflict, Fault, Forbidden, InvalidInput
from app.ids import GrantId, OrgUnitId
from app.store.people import grants, org_units, staff
from app.store.people.grants import Grant, GrantScope

BATCH_SIZE = 200


@dataclass(frozen=True, slots=True)
class GrantRequest:
    """What is asked for."""

    staff_number: str | None
    """For whom; None: for whoever asks."""
    role: Role
    org_unit: str | None
    """The org unit's code; None: the whole institution."""
    year_of_study: int | None
    sponsored_only: bool
    starts_on: date
    ends_before: date
    reason: str


@dataclass(frozen=True, slots=True)
class AssessedGrant:
    """A grant, and where it stands today."""

    grant: Grant
    standing: GrantStanding
    answer_by: date
    """The last day on which the request can be, or could have been, answered."""
    due_for_review: bool


def assess(context: Context, grant: Grant) -> AssessedGrant:
    profile, today = context.profile, context.today
    answer_by = last_day_to_answer(profile.day(grant.request.at), profile.grant_answer_working_days)
    standing = standing_of(
        grant.status,
        answer_by=answer_by,
        starts_on=grant.starts_on,
        ends_before=grant.ends_before,
        today=today,
    )
    due = is_due_for_review(
        standing,
        decided_on=profile.day(grant.decision.at) if grant.decision else None,
        reviewed_on=profile.day(grant.review.at) if grant.review else None,
        days=profile.grant_review_days,
        today=today,
    )
    return AssessedGrant(grant, standing, answer_by, due)


async def read_grant(context: Context, grant_id: GrantId) -> AssessedGrant:
    """Raises NotFound."""
    return assess(context, await grants.get(context.transaction, grant_id))


async def list_grants(
    context: Context,
    standing: GrantStanding | None,
    *,
    due_for_review: bool | None,
    before: tuple[datetime, GrantId],
    limit: int,
) -> list[AssessedGrant]:
    """Those that the asker may see and that stand so, latest request first.

    The database narrows them to a status. Where each stands is worked out here: one rule decides it.
    """
    status = status_of(standing) if standing else GrantStatus.APPROVED if due_for_review else None
    found: list[AssessedGrant] = []
    while len(found) < limit:
        batch = await grants.list_latest(context.transaction, status=status, before=before, limit=BATCH_SIZE)
        assessed = (assess(context, each) for each in batch)
        found += (
            each
            for each in assessed
            if standing in {None, each.standing} and due_for_review in {None, each.due_for_review}
        )
        if len(batch) < BATCH_SIZE:
            break
        before = batch[-1].request.at, batch[-1].grant_id
    return found[:limit]


async def request_grant(context: StaffContext, request: GrantRequest) -> AssessedGrant:
    """Ask for a grant.

    Raises NotFound for an unknown member of staff, InvalidInput for what cannot be granted.
    """
    holder = context.staff_id
    if request.staff_number is not None:
        holder = await staff.get_by_number(context.transaction, request.staff_number)
    org_unit_id = await _find_org_unit(context, request.org_unit)
    faults = _faults(context, request)
    if request.org_unit is not None and org_unit_id is None:
        rule = "must be one of the institution's org units, by its code, or null"
        faults.append(Fault("/body/org_unit", rule))
    if faults:
        raise InvalidInput("see `errors`", faults=faults)
    grant_id = await grants.add(
        context.transaction,
        holder=holder,
        role=request.role,
        scope=GrantScope(org_unit_id, request.year_of_study, request.sponsored_only),
        starts_on=request.starts_on,
        ends_before=request.ends_before,
        reason=request.reason,
        requested_by=context.staff_id,
        now=context.now,
    )
    requested = await grants.get(context.transaction, grant_id)
    await _audit(context, "grant requested", None, requested)
    return assess(context, requested)


async def _find_org_unit(context: Context, code: str | None) -> OrgUnitId | None:
    known = await org_units.list_all(context.transaction) if code is not None else ()
    return next((each.org_unit_id for each in known if each.code == code), None)


def _faults(context: Context, request: GrantRequest) -> list[Fault]:
    rules = context.profile.role_rules
    granted = roles_by(Reach.GRANT, rules)
    faults = []
    if request.starts_on < context.today:
        rule = f"must be from {context.today} on: a grant cannot begin in the past"
        faults.append(Fault("/body/starts_on", rule))
    if request.role not in granted:
        return [*faults, Fault("/body/role", must_be_one_of(granted))]
    first, longest = request.starts_on + timedelta(days=1), rules[request.role].longest_grant_days
    last = request.starts_on + timedelta(days=longest)
    if not first <= request.ends_before <= last:
        rule = f"must be from {first} to {last}: a grant of this role holds for at most {longest} days"
        faults.append(Fault("/body/ends_before", rule))
    if rules[request.role].sponsored_only and not request.sponsored_only:
        faults.append(Fault("/body/sponsored_only", "must be true: this role opens sponsored students only"))
    return faults


async def decide_grant(
    context: StaffContext, grant_id: GrantId, *, approved: bool, reason: str
) -> AssessedGrant:
    """Approve or refuse a request that somebody else made for somebody else.

    An approved grant counts from today at the earliest. Raises NotFound, Forbidden for the requester and the
    holder, Conflict for what was decided or has lapsed.
    """
    requested = await _lock(context, grant_id)
    _check_independent(context, requested.grant)
    if requested.standing is GrantStanding.LAPSED:
        raise Conflict("this request lapsed before anybody decided on it: ask anew")
    if requested.standing is not GrantStanding.REQUESTED:
        raise Conflict("this request was decided on already: read it again")
    starts_on = requested.grant.starts_on
    if approved:
        _check_narrow_enough(context, requested.grant)
        starts_on = max(starts_on, context.today)
        await _end_overlapping(context, requested.grant, starts_on)
    await grants.decide(
        context.transaction,
        grant_id,
        status=GrantStatus.APPROVED if approved else GrantStatus.REFUSED,
        starts_on=starts_on,
        decided_by=context.staff_id,
        reason=reason,
        now=context.now,
    )
    return await _audited(context, "grant approved" if approved else "grant refused", requested.grant)


def _check_narrow_enough(context: Context, grant: Grant) -> None:
    rule = context.profile.role_rules.get(grant.role)
    if rule is not None and rule.sponsored_only and not grant.scope.sponsored_only:
        raise Conflict("this role opens sponsored students only by now: refuse this, and ask anew")


async def _end_overlapping(context: StaffContext, approved: Grant, starts_on: date) -> None:
    """End earlier grants of the same person, role and scope where this one begins; supersede later ones."""
    for earlier in await grants.list_overlapping(context.transaction, approved, starts_on):
        if earlier.starts_on < starts_on:
            await grants.cut(context.transaction, earlier.grant_id, starts_on)
            await _audited(context, "grant cut short", earlier)
        else:
            await grants.supersede(context.transaction, earlier.grant_id)
            await _audited(context, "grant superseded", earlier)


async def revoke_grant(context: StaffContext, grant_id: GrantId, reason: str) -> AssessedGrant:
    """End a grant: it opens nothing from the next request on.

    Raises NotFound, Conflict for one that is neither in force nor to come.
    """
    held = await _lock(context, grant_id)
    if held.standing is GrantStanding.REQUESTED:
        raise Conflict("nobody has approved this grant: refuse the request instead")
    if held.standing not in {GrantStanding.APPROVED, GrantStanding.IN_FORCE}:
        raise Conflict(f"this grant is {held.standing}: there is nothing left to revoke")
    await grants.revoke(context.transaction, grant_id, context.staff_id, reason, context.now)
    return await _audited(context, "grant revoked", held.grant)


async def review_grant(context: StaffContext, grant_id: GrantId) -> AssessedGrant:
    """Say that a grant in force is still needed.

    Raises NotFound, Forbidden for the requester and the holder, Conflict for one that is not in force.
    """
    held = await _lock(context, grant_id)
    _check_independent(context, held.grant)
    if held.standing is not GrantStanding.IN_FORCE:
        raise Conflict("this grant is not in force: there is nothing to review, ask anew if it is needed")
    await grants.review(context.transaction, grant_id, context.staff_id, context.now)
    return await _audited(context, "grant reviewed", held.grant)


async def _lock(context: StaffContext, grant_id: GrantId) -> AssessedGrant:
    """The grant; nobody else changes this person's grants of that role until the transaction ends."""
    found = await grants.get(context.transaction, grant_id)
    await grants.lock(context.transaction, found.holder.staff_id, found.role)
    return await read_grant(context, grant_id)


def _check_independent(context: StaffContext, grant: Grant) -> None:
    if context.staff_id in {grant.request.by.staff_id, grant.holder.staff_id}:
        raise Forbidden("you asked for this grant, or it is yours: somebody else must decide on it")


async def _audited(context: StaffContext, action: str, before: Grant) -> AssessedGrant:
    """The grant as it is now, after the change is put on record."""
    after = await grants.get(context.transaction, before.grant_id)
    await _audit(context, action, before, after)
    return assess(context, after)


async def _audit(context: StaffContext, action: str, before: Grant | None, after: Grant) -> None:
    await audit_change(
        context,
        action,
        f"grant/{after.grant_id}",
        before=None if before is None else _facts(before),
        after=_facts(after),
    )


def _facts(grant: Grant) -> dict[str, Any]:
    latest = grant.revocation or grant.decision or grant.request
    return {
        "staff_number": grant.holder.number,
        "role": grant.role,
        "org_unit": grant.org_unit,
        "year_of_study": grant.scope.year_of_study,
        "sponsored_only": grant.scope.sponsored_only,
        "starts_on": str(grant.starts_on),
        "ends_before": str(grant.ends_before),
        "status": grant.status,
        "reason": latest.reason,
        "reviewed_at": None if grant.review is None else grant.review.at.isoformat(),
    }
