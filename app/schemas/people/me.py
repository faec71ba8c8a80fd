"""Who am I."""

from datetime import datetime

from app.access.vocabulary import Role
from app.actions.context import RequestContext
from app.ids import InstitutionId, StaffId, StudentId
from app.schemas.base import Out, shown_as
from app.schemas.made_up import INSTITUTION, NAME, STUDENT, UNIVERSITY_NAME

_ME = {
    "roles": ["student"],
    "student_id": STUDENT,
    "staff_id": None,
    "name": NAME,
    "now": "2018-11-20T08:15:00Z",
    "institution": {
        "institution_id": INSTITUTION,
        "name": UNIVERSITY_NAME,
        "service": "MyProgress",
        "time_zone": "Europe/London",
        "provenance": None,
        "staff_may_draft_notes": True,
    },
}


class InstitutionOut(Out):
    institution_id: InstitutionId
    """The institution's id."""
    name: str
    """Its name."""
    service: str
    """What the institution calls this service."""
    time_zone: str
    """The time zone in which its days begin and end."""
    provenance: str | None
    """Where the data come from, if not from an institution's own systems."""
    staff_may_draft_notes: bool
    """False: the student sees every note of staff from the moment it is saved. True: once it is shared."""


class MeOut(Out):
    model_config = shown_as(_ME)

    roles: list[Role]
    """The roles that you have here."""
    student_id: StudentId | None
    """Your id as a student; null if you are none."""
    staff_id: StaffId | None
    """Your id as a member of staff; null if you are none."""
    name: str | None
    """Your name, as the roster has it; null if it has none."""
    now: datetime
    """The service's own time."""
    institution: InstitutionOut
    """The institution that you belong to."""


def me_out(context: RequestContext, name: str | None) -> MeOut:
    institution = context.institution.institution
    return MeOut(
        roles=sorted(context.user.roles.names),
        student_id=context.user.student_id,
        staff_id=context.user.staff_id,
        name=name,
        now=context.now,
        institution=InstitutionOut(
            institution_id=institution.institution_id,
            name=institution.name,
            service=context.profile.title,
            time_zone=context.profile.time_zone,
            provenance=institution.provenance,
            staff_may_draft_notes=context.profile.notes.drafts,
        ),
    )
