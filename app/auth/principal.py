"""The principal: whose token it is, in which roles, and which person that is here.

The relationship to a student (self, personal tutor) is never in the token: it is looked up on every
request, so that a tutorship that ends counts at once.
"""

from dataclasses import dataclass

from app.ids import InstitutionId, StaffId, StudentId
from app.rights import Role, Scope

__all__ = ["Claims", "Principal", "Role", "Scope"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified access token says."""

    issuer: str
    subject: str
    client: str
    roles: frozenset[Role]
    scopes: frozenset[Scope]


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
