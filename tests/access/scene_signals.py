"""What the operations on signals need to succeed."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.calendars.calendar import WEEK, monday_of

if TYPE_CHECKING:
    from tests.access.scene import Scene
    from tests.world import Person, World

RAISE = """
    insert into signals (institution_id, student_id, signal_id, rule, rule_version, verdict, as_of, raised_at,
        status, recovered, closed_on, closed_because, evidence, owner_role)
    values (:institution_id, :student, :signal, 'fall', '1-0', 'fall', cast(:as_of as date), now(), 'closed',
        false, cast(:as_of as date), 'recovered', cast(:evidence as jsonb), 'personal_tutor')
"""


async def raised(world: "World", student: "Person") -> str:
    """A signal of the student, as a nightly run may have left it; returns its id."""
    signal, evidence = uuid4(), {"as_of": str(world.yesterday), "does_not_know": []}
    await world.sql(RAISE, student=student.id, signal=signal, as_of=world.yesterday, evidence=evidence)
    return str(signal)


async def _signal(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["signal_id"] = await raised(scene.world, scene.people["self"])
    return {}


async def _judgement(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _signal(scene, ids)
    return {"body": {"judgement": "concern"}}


async def _trial(_scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    return {"body": {"rule": "stopped", "teaching_days": 7}}


async def _weeks_trial(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    monday = monday_of(scene.world.today) - WEEK
    return {"body": {"rule": "stopped", "teaching_days": 7, "first_day": str(monday)}}


PREPARED: dict[str, Any] = {
    "GET …/signals/{signal_id}": _signal,
    "POST …/signals/{signal_id}/judgement": _judgement,
    "POST /v1/signal-trials": _trial,
    "POST /v1/signal-trials/weeks": _weeks_trial,
}
