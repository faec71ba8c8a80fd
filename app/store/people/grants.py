"""Grants: roles that were asked for and approved for a while. Row-level security shows staff their own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, insert, null, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from app.access.grants import GrantStatus
from app.access.vocabulary import Role
from app.db.query import INSTITUTION, day, moment, number, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import GrantId, OrgUnitId, StaffId
from app.store.people.staff import NamedStaff
from app.store.people.tables import Grant as Row
from app.store.people.tables import OrgUnit, Staff


@dataclass(frozen=True, slots=True)
class GrantScope:
    """Over which students a grant holds; each condition that is None or false asks nothing."""

    org_unit_id: OrgUnitId | None
    year_of_study: int | None
    sponsored_only: bool


@dataclass(frozen=True, slots=True)
class GrantStep:
    """Something that was done with a grant."""

    by: NamedStaff
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    grant_id: GrantId
    holder: NamedStaff
    role: Role
    scope: GrantScope
    org_unit: str | None
    """The org unit's code."""
    org_unit_name: str | None
    starts_on: date
    ends_before: date
    status: GrantStatus
    request: GrantStep
    decision: GrantStep | None
    revocation: GrantStep | None
    review: GrantStep | None
    """The latest."""


def _step(
    at: datetime | None, reason: str | None, staff_id: StaffId | None, staff_number: str, name: str
) -> GrantStep | None:
    return GrantStep(NamedStaff(staff_id, staff_number, name), at, reason) if at and staff_id else None


def _grant(*row: Any) -> Grant:  # noqa: ANN401 (columns of any type)
    """Of the columns of `_GRANTS`, in their order."""
    holder, scope, (org_unit, org_unit_name) = NamedStaff(*row[:3]), GrantScope(*row[3:6]), row[6:8]
    grant_id, role, starts_on, ends_before, status = row[8:13]
    request, decision, revocation, review = (_step(*row[at : at + 5]) for at in range(13, 33, 5))
    assert request is not None
    return Grant(
        grant_id,
        holder,
        Role(role),
        scope,
        org_unit,
        org_unit_name,
        starts_on,
        ends_before,
        GrantStatus(status),
        request,
        decision,
        revocation,
        review,
    )


def _did(person: Any, column: Any) -> ColumnElement[bool]:  # noqa: ANN401 (an alias, a column)
    return and_(person.institution_id == Row.institution_id, person.staff_id == column)


_holder, _requester, _decider, _revoker, _reviewer = (aliased(Staff) for _ in range(5))
_GRANTS = (
    select(
        _holder.staff_id, _holder.number, _holder.name,
        Row.org_unit_id, Row.year_of_study, Row.sponsored_only, OrgUnit.code, OrgUnit.name,
        Row.grant_id, Row.role, Row.starts_on, Row.ends_before, Row.status,
        Row.requested_at, Row.reason, _requester.staff_id, _requester.number, _requester.name,
        Row.decided_at, Row.decision_reason, _decider.staff_id, _decider.number, _decider.name,
        Row.revoked_at, Row.revocation_reason, _revoker.staff_id, _revoker.number, _revoker.name,
        Row.reviewed_at, null(), _reviewer.staff_id, _reviewer.number, _reviewer.name,
    )
    .join(_holder, same(_holder, Row, "staff_id"))
    .join(_requester, _did(_requester, Row.requested_by))
    .outerjoin(_decider, _did(_decider, Row.decided_by))
    .outerjoin(_revoker, _did(_revoker, Row.revoked_by))
    .outerjoin(_reviewer, _did(_reviewer, Row.reviewed_by))
    .outerjoin(OrgUnit, same(OrgUnit, Row, "org_unit_id"))
    .where(Row.institution_id == INSTITUTION)
)  # fmt: skip
_THIS = (Row.institution_id == INSTITUTION, Row.grant_id == uuid("grant_id"))
_ONE = query(_GRANTS.where(Row.grant_id == uuid("grant_id")), _grant)
_LATEST = query(
    _GRANTS.where(
        or_(word("status").is_(None), Row.status == word("status")),
        tuple_(Row.requested_at, Row.grant_id) < tuple_(moment("before"), uuid("before_grant")),
    )
    .order_by(Row.requested_at.desc(), Row.grant_id.desc())
    .limit(number("limit")),
    _grant,
)
_OVERLAPPING = query(
    _GRANTS.where(
        Row.status == "approved",
        Row.grant_id != uuid("grant_id"),
        Row.staff_id == uuid("staff_id"),
        Row.role == word("role"),
        Row.org_unit_id.is_not_distinct_from(uuid("org_unit_id")),
        Row.year_of_study.is_not_distinct_from(number("year_of_study")),
        Row.sponsored_only == bindparam("sponsored_only", type_=Boolean),
        Row.starts_on < day("ends_before"),
        Row.ends_before > day("starts_on"),
    ).order_by(Row.starts_on, Row.grant_id),
    _grant,
)
_LOCK = query(
    select(Row.grant_id)
    .where(Row.institution_id == INSTITUTION, Row.staff_id == uuid("staff_id"), Row.role == word("role"))
    .order_by(Row.grant_id)
    .with_for_update(),
    one,
)
_ADD = query(
    insert(Row).values(
        institution_id=INSTITUTION,
        grant_id=uuid("grant_id"),
        staff_id=uuid("staff_id"),
        role=word("role"),
        org_unit_id=uuid("org_unit_id"),
        year_of_study=number("year_of_study"),
        sponsored_only=bindparam("sponsored_only", type_=Boolean),
        starts_on=day("starts_on"),
        ends_before=day("ends_before"),
        reason=word("reason"),
        status="requested",
        requested_by=uuid("requested_by"),
        requested_at=moment("now"),
    )
)
_DECIDE = query(
    update(Row)
    .where(*_THIS)
    .values(
        status=word("status"),
        starts_on=day("starts_on"),
        decided_by=uuid("decided_by"),
        decided_at=moment("now"),
        decision_reason=word("reason"),
    )
)
_CUT = query(update(Row).where(*_THIS).values(ends_before=day("ends_before")))
_SUPERSEDE = query(update(Row).where(*_THIS).values(status="superseded"))
_REVOKE = query(
    update(Row)
    .where(*_THIS)
    .values(
        status="revoked",
        revoked_by=uuid("revoked_by"),
        revoked_at=moment("now"),
        revocation_reason=word("reason"),
    )
)
_REVIEW = query(update(Row).where(*_THIS).values(reviewed_by=uuid("reviewed_by"), reviewed_at=moment("now")))


async def get(transaction: Transaction, grant_id: GrantId) -> Grant:
    """Raises NotFound, for those that the asker may not see as well."""
    found = await transaction.find(_ONE, grant_id=grant_id)
    if found is None:
        raise NotFound("there is no such grant, or it is not yours to see")
    return found


async def list_latest(
    transaction: Transaction,
    *,
    status: GrantStatus | None,
    before: tuple[datetime, GrantId],
    limit: int,
) -> list[Grant]:
    """Those that the asker may see, latest request first, from the one before `before`."""
    return await transaction.fetch(
        _LATEST, status=status, before=before[0], before_grant=before[1], limit=limit
    )


async def list_overlapping(transaction: Transaction, grant: Grant, starts_on: date) -> list[Grant]:
    """Other approved grants of the same person, role and scope for any day from `starts_on` to its end."""
    return await transaction.fetch(
        _OVERLAPPING,
        grant_id=grant.grant_id,
        staff_id=grant.holder.staff_id,
        role=grant.role,
        org_unit_id=grant.scope.org_unit_id,
        year_of_study=grant.scope.year_of_study,
        sponsored_only=grant.scope.sponsored_only,
        starts_on=starts_on,
        ends_before=grant.ends_before,
    )


async def lock(transaction: Transaction, holder: StaffId, role: Role) -> None:
    """Let nobody else change the person's grants of that role until the transaction ends."""
    await transaction.fetch(_LOCK, staff_id=holder, role=role)


async def add(
    transaction: Transaction,
    *,
    holder: StaffId,
    role: Role,
    scope: GrantScope,
    starts_on: date,
    ends_before: date,
    reason: str,
    requested_by: StaffId,
    now: datetime,
) -> GrantId:
    """A request for a grant."""
    grant_id = GrantId(uuid4())
    await transaction.execute(
        _ADD,
        grant_id=grant_id,
        staff_id=holder,
        role=role,
        org_unit_id=scope.org_unit_id,
        year_of_study=scope.year_of_study,
        sponsored_only=scope.sponsored_only,
        starts_on=starts_on,
        ends_before=ends_before,
        reason=reason,
        requested_by=requested_by,
        now=now,
    )
    return grant_id


async def decide(
    transaction: Transaction,
    grant_id: GrantId,
    *,
    status: GrantStatus,
    starts_on: date,
    decided_by: StaffId,
    reason: str,
    now: datetime,
) -> None:
    """Approve or refuse the request."""
    await transaction.execute(
        _DECIDE,
        grant_id=grant_id,
        status=status,
        starts_on=starts_on,
        decided_by=decided_by,
        reason=reason,
        now=now,
    )


async def cut(transaction: Transaction, grant_id: GrantId, ends_before: date) -> None:
    await transaction.execute(_CUT, grant_id=grant_id, ends_before=ends_before)


async def supersede(transaction: Transaction, grant_id: GrantId) -> None:
    await transaction.execute(_SUPERSEDE, grant_id=grant_id)


async def revoke(
    transaction: Transaction, grant_id: GrantId, revoked_by: StaffId, reason: str, now: datetime
) -> None:
    await transaction.execute(_REVOKE, grant_id=grant_id, revoked_by=revoked_by, reason=reason, now=now)


async def review(transaction: Transaction, grant_id: GrantId, reviewed_by: StaffId, now: datetime) -> None:
    await transaction.execute(_REVIEW, grant_id=grant_id, reviewed_by=reviewed_by, now=now)
