"""Context: where and when an action happens, and on whose behalf."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class RequestContext(Context):
    """The same, for a request."""

    user: CurrentUser


@dataclass(frozen=True, slots=True)
class StaffContext(Context):
    """For what only staff with a certain duty do: who does it, in which role; it is audited."""

    staff_id: StaffId
    role: Role


def as_staff(context: RequestContext, duty: Duty) -> StaffContext:
    """Raises Forbidden unless a role of theirs has that duty, and the login is a member of staff's."""
    rules = context.profile.role_rules
    role = next((each for each in context.user.roles.names if duty in rules[each].duties), None)
    if role is None or context.user.staff_id is None:
        raise Forbidden(f"this needs a role with the duty {duty}")
    return StaffContext(context.transaction, context.institution, context.now, context.user.staff_id, role)
