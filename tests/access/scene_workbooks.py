"""What operations of weekly workbooks need: a School, and its workbook with one contact filled in."""

from typing import TYPE_CHECKING, Any

from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.workbooks.contact import Contact
from app.workbooks.layout import MEDIA_TYPE
from tests.access.preparing import Preparation
from tests.workbooks.made import edited, entering_number

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _school(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["org_unit"] = "CLES"
    return {}


async def _workbook(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """As somebody of the School has filled it in; anything, where there are no reports."""
    ids["org_unit"] = "CLES"
    content, world = b"nothing", scene.world
    if world.profile.rag is not None:
        answer = await scene.people["explorer"].get("/v1/weekly-reports/CLES/workbook")
        assert answer.status_code == 200, answer.text
        contact = Contact(Channel.PHONE, AttemptOutcome.REACHED, world.yesterday, "The office", None)
        content = edited(answer.content, entering_number(scene.people["self"].number, contact))
    return {"content": content, "media_type": MEDIA_TYPE}


PREPARED: dict[str, Preparation] = {
    "GET /v1/weekly-reports/{org_unit}/workbook": _school,
    "POST /v1/weekly-reports/{org_unit}/workbook": _workbook,
}
