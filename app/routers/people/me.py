"""Who am I."""

from fastapi import APIRouter

from app.errors import Forbidden, Unauthenticated
from app.http.deps import Asker
from app.http.problems import describe
from app.schemas.people.me import InstitutionOut, MeOut

router = APIRouter(tags=["me"], responses=describe(Unauthenticated, Forbidden))


@router.get("/me", summary="Who am I")
async def read_me(asking: Asker) -> MeOut:
    """The person (or service) behind the token, in which roles, at which institution."""
    institution = InstitutionOut(
        institution_id=asking.institution.institution_id,
        name=asking.institution.name,
        service=asking.profile.title,
        time_zone=asking.profile.time_zone,
        provenance=asking.institution.provenance,
    )
    return MeOut(
        roles=sorted(asking.principal.roles),
        student_id=asking.principal.student_id,
        staff_id=asking.principal.staff_id,
        institution=institution,
    )
