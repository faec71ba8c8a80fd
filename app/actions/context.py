"""Context: where and when an action happens, and on whose behalf."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.access.roles import AskedRoles, Opened
from app.access.vocabulary import Duty, Role
from app.db.transaction import Transaction
from app.errors import Forbidden
from app.ids import InstitutionId, StaffId, StudentId
from app.profiles.model import Profile
from app.store.snapshot import InstitutionSnapshot


@dataclass(frozen=True, slots=True)
class Context:
    """A transaction, the institution that it acts for, and the moment."""

    transaction: Transaction
    institution: InstitutionSnapshot
    now: datetime

    @property
    def institution_id(self) -> InstitutionId:
        return self.institution.institution_id

    @property
    def profile(self) -> Profile:
        return self.institution.profile

    @property
    def today(self) -> date:
        """The institution's calendar day."""
        return self.institution.profile.day(self.now)


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """Who asks: the token's login, and the person (or registered system) behind it."""

    issuer: str
    subject: str
    roles: AskedRoles
    """Those of the token that the institution's profile has."""
    student_id: StudentId | None
    staff_id: StaffId | None
    opened: Opened | None
    """What of the student in the path is open to them; None where that student is not visible to them."""
    sees_all: bool
    """Whether every student of the institution is visible to them."""
    restricted: bool = False
    """Whether the student in the path would be visible to them, were the student's data not restricted."""


@dataclass(frozen=True, slots=True)
class RequestContext(Context):
    """The same, for a request."""

    user: CurrentUser


@dataclass(frozen=True, slots=True)
class StaffContext(Context):
    """For what only staff do: who does it, in which role; it is audited."""

    staff_id: StaffId
    role: Role
    roles: tuple[Role, ...] = ()
    """All by which they are in charge of the student in the path, the closest first; none without one."""


def check_duty(context: RequestContext, duties: Collection[Duty]) -> None:
    """Raises Forbidden unless a role of theirs has one of these duties."""
    user = context.user
    if not user.roles.duties.isdisjoint(duties):
        return
    if user.student_id is not None:
        raise Forbidden("no student can do this, whatever roles the token names")
    rules = context.profile.role_rules.values()
    roles = [rule.title for rule in rules if not rule.duties.isdisjoint(duties)]
    if not roles:
        raise Forbidden("no role of this institution includes this")
    raise Forbidden(f"this needs the role {' or '.join(roles)}, which the token does not have")


def as_staff(context: RequestContext, *duties: Duty) -> StaffContext:
    """Raises Forbidden unless a role of theirs has one of the duties, and the login is of the staff."""
    check_duty(context, duties)
    if context.user.staff_id is None:
        raise Forbidden("only members of staff can do this")
    rules = context.profile.role_rules
    role = next(each for each in context.user.roles.names if not rules[each].duties.isdisjoint(duties))
    return as_staff_in(context, context.user.staff_id, role)


def check_another(context: StaffContext, staff_id: StaffId) -> None:
    """Raises Forbidden where what would open students to somebody is done by that very person."""
    if staff_id == context.staff_id:
        raise Forbidden("this would open students to yourself: another administrator must do it")


def as_any_staff(context: RequestContext) -> StaffContext:
    """In the first of their roles. Raises Forbidden unless the login is a member of staff's."""
    role = next(iter(context.user.roles.names), None)
    if role is None or context.user.staff_id is None:
        raise Forbidden("only members of staff can do this")
    return as_staff_in(context, context.user.staff_id, role)


def as_staff_in_charge(context: RequestContext) -> StaffContext:
    """In the closest role that opens the student in the path otherwise than by teaching.

    Raises Forbidden for the student, and for somebody who only teaches the student.
    """
    opened, rules = context.user.opened, context.profile.role_rules
    roles = opened.roles if opened is not None else ()
    in_charge = tuple(each for each in roles if rules[each].takes_charge)
    if not in_charge or context.user.staff_id is None:
        raise Forbidden("only staff in charge of the student can do this; teaching the student is not enough")
    return replace(as_staff_in(context, context.user.staff_id, in_charge[0]), roles=in_charge)


def as_staff_in(context: RequestContext, staff_id: StaffId, role: Role) -> StaffContext:
    """The asker, who is that member of staff, in a role of theirs that was checked before."""
    return StaffContext(context.transaction, context.institution, context.now, staff_id, role)
