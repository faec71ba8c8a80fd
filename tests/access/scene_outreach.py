"""What operations about outreach need: an open case of the student's, in profiles that keep cases."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from app.wire.roster import ContactDetailsRow
from tests.access.preparing import REASON, Preparation
from tests.outreach.people import EMAIL, OPENED

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _no_case(scene: "Scene", _ids: dict[str, Any]) -> dict[str, Any]:
    await scene.world.sql(
        "update cases set state = 'closed', outcome = 'duplicate', closed_at = now()"
        " where institution_id = :institution_id and closed_at is null"
    )
    return {"body": OPENED}


async def _case(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _no_case(scene, ids)
    ids["case_id"] = uuid4()
    if scene.world.profile.outreach is not None:
        opened = await scene.people["tutor"].do(f"{scene.people['self'].path}/cases", OPENED)
        ids["case_id"] = opened["case_id"]
    return {}


async def _attempt(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _case(scene, ids)
    return {"body": EMAIL}


async def _used_up(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _case(scene, ids)
    if scene.world.profile.outreach is not None:
        path = f"{scene.people['self'].path}/cases/{ids['case_id']}/attempts"
        await scene.people["tutor"].do(path, EMAIL | {"outcome": "not_delivered"})
    return {"body": REASON}


async def _skip(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _case(scene, ids)
    return {"body": REASON}


async def _owner(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _case(scene, ids)
    return {"body": REASON | {"staff_number": scene.people["tutor"].number}}


async def _closing(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _case(scene, ids)
    return {"body": REASON | {"outcome": "explained"}}


async def _answer(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _case(scene, ids)
    return {"body": {"answer": "support"}}


async def _details(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    await _case(scene, ids)
    row = ContactDetailsRow(scene.people["self"].number, "ann@example.ac.uk")
    await scene.world.roster(contact_details=[row])
    return {}


PREPARED: dict[str, Preparation] = {
    "POST …/cases": _no_case,
    "GET …/cases/{case_id}": _case,
    "POST …/cases/{case_id}/attempts": _attempt,
    "POST …/cases/{case_id}/hand-overs": _used_up,
    "POST …/cases/{case_id}/skips": _skip,
    "POST …/cases/{case_id}/owner": _owner,
    "POST …/cases/{case_id}/closing": _closing,
    "POST …/answers": _answer,
    "GET …/contact-details": _details,
}
