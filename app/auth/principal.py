"""The principal: whose token it is, in which roles, and which person that is here.

The relationship to a student (self, personal tutor) is never in the token: it is looked up on every
request, so that a tutorship that ends counts at once.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.ids import InstitutionId, StaffId, StudentId


class Role(StrEnum):
    """What a token's bearer may be; a role opens doors, a relationship opens students."""

    STUDENT = "student"
    PERSONAL_TUTOR = "personal_tutor"
    DEPARTMENT = "department"
    """Sees the students of the org units granted to it."""
    SITE_EXPLORER = "site_explorer"
    """Sees every student of the institution, by grant."""
    LECTURER = "lecturer"
    """Teaches modules; sees no student by that."""
    INFORMATION_DESK = "information_desk"
    """Removes notes that must go; sees no student by that."""
    ANALYST = "analyst"
    """Reads figures about groups, in which nobody can be told apart."""
    ADMIN = "admin"
    """Configures the service; sees no student's data by being admin."""
    SERVICE = "service"
    """Another system that delivers data; reads no student."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says."""

    issuer: str
    subject: str
    client: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: the claims, and the person (or registered service) behind the login."""

    issuer: str
    subject: str
    roles: frozenset[Role]
    """Those of the token that the institution's profile knows."""
    institution_id: InstitutionId
    student_id: StudentId | None
    staff_id: StaffId | None
