"""What operations about a student's record need: meetings, notes, consents."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.consent.gate import LegalBasis
from tests.access.preparing import Preparation, body_of
from tests.world import note

if TYPE_CHECKING:
    from tests.access.scene import Scene

REMOVAL = "It must go."


async def _tutors_draft(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    shared = await scene.people["tutor"].do(f"{scene.people['self'].path}/notes", note())
    ids["note_id"] = shared["note_id"]
    return {"body": note()}


async def _drafts_only(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _tutors_draft(scene, ids)
    return {}


async def _shared_note(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _tutors_draft(scene, ids)
    # 409 where notes of staff are shared from the first.
    await scene.people["tutor"].post(f"{scene.people['self'].path}/notes/{ids['note_id']}/sharing", None)
    return {"body": {"reason": REMOVAL}}


async def _note_that_stands(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _shared_note(scene, ids)
    return {"body": note()}


async def _meeting(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    body = _appointment(scene)
    made = await scene.people["tutor"].do(f"{scene.people['self'].path}/meetings", body)
    ids["meeting_id"] = made["meeting_id"]
    return {"body": body}


def _appointment(scene: "Scene") -> dict[str, Any]:
    starts = scene.world.moment.now + timedelta(days=1)
    return {
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
        "staff_id": str(scene.people["tutor"].id),
    }


async def _calendar(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    for person in scene.people.values():  # whoever may have one
        await person.post("/v1/me/calendar-link", None)
    return {}


def _decision(scene: "Scene") -> dict[str, Any]:
    """The same decision again, so that asking does not change the state of the world."""
    decision = scene.consent if scene.consent != "undecided" else "refused"
    notice = scene.world.profile.purposes[scene.purpose].notice(scene.world.today)
    return {"decision": decision, "notice_version": notice.version, "academic_year": 2019}


async def _decided(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """A decision of the student's; none can be made where the purpose does not rest on consent."""
    ids["decision_id"] = uuid4()
    if scene.world.profile.purposes[scene.purpose].basis is LegalBasis.CONSENT:
        path = f"{scene.people['self'].path}/consents/{scene.purpose}/decisions"
        ids["decision_id"] = (await scene.people["self"].do(path, _decision(scene)))["decision_id"]
    return {}


PREPARED: dict[str, Preparation] = {
    "DELETE /v1/me/calendar-link": _calendar,
    "POST …/meetings": body_of(_appointment),
    "POST …/meetings/{meeting_id}/cancellation": _meeting,
    "GET …/meetings/{meeting_id}": _meeting,
    "GET …/consents/decisions/{decision_id}": _decided,
    "GET …/consents/decisions/{decision_id}/receipt": _decided,
    "POST …/notes": body_of(lambda _: note()),
    "GET …/notes/{note_id}": _shared_note,
    "PUT …/notes/{note_id}": _note_that_stands,
    "DELETE …/notes/{note_id}": _shared_note,
    "POST …/notes/{note_id}/sharing": _shared_note,
    "POST …/notes/{note_id}/removal": _shared_note,
    "POST …/consents/{purpose}/decisions": body_of(_decision),
}

# The tutor's own note is a draft where the matrix lets its author change it.
OWN_DRAFT: dict[str, Preparation] = {
    "PUT …/notes/{note_id}": _tutors_draft,
    "DELETE …/notes/{note_id}": _drafts_only,
    "POST …/notes/{note_id}/sharing": _drafts_only,
}
