"""Readmission: somebody who was erased."""

from typing import TYPE_CHECKING, Any

from app.access.vocabulary import Duty
from tests.access.preparing import Preparation

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _erased(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    """A student of their own who was erased; where nobody answers requests, one who never was there."""
    world, profile = scene.world, scene.world.profile
    number = "nobody"
    if any(Duty.ANSWER_REQUESTS in profile.role_rules[each].duties for each in profile.answering_roles):
        student = await world.student()
        number = student.number
        async with world.owner() as owner:
            await owner.execute(
                "insert into erasures (institution_id, erasure_id, erased_at, role, request_id, digests, kept_as,"
                " anonymise, counts) select institution_id, gen_random_uuid(), $3, 'data_protection',"
                " gen_random_uuid(), array[attune_erasure_digest(institution_id, 'number', $2)],"
                " gen_random_uuid(), false, '{}' from institutions where institution_id = $1",
                world.institution.institution_id,
                number,
                world.moment.now,
            )
            await owner.execute(
                "delete from students where institution_id = $1 and student_id = $2",
                world.institution.institution_id,
                student.id,
            )
    return {"body": {"number": number, "starts_on": str(world.today)}}


PREPARED: dict[str, Preparation] = {"POST /v1/admin/readmissions": _erased}
