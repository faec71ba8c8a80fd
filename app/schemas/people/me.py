"""Who am I."""

from app.access.vocabulary import Role
from app.actions.context import RequestContext
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


def me_out(context: RequestContext) -> MeOut:
    institution = context.institution.institution
    return MeOut(
        roles=sorted(context.user.roles.names),
        student_id=context.user.student_id,
        staff_id=context.user.staff_id,
        institution=InstitutionOut(
            institution_id=institution.institution_id,
            name=institution.name,
            service=context.profile.title,
            time_zone=context.profile.time_zone,
            provenance=institution.provenance,
        ),
    )
