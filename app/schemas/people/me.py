"""Who am I."""

from app.auth.principal import Role
from app.ids import InstitutionId, StaffId, StudentId
from app.schemas.base import Out


class InstitutionOut(Out):
    institution_id: InstitutionId
    name: str
    service: str
    """What the institution calls this service."""
    time_zone: str
    provenance: str | None
    """Where the data come from, if not from an institution's own systems."""


class MeOut(Out):
    roles: list[Role]
    student_id: StudentId | None
    staff_id: StaffId | None
    institution: InstitutionOut
