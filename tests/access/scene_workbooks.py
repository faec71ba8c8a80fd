"""What operations of weekly workbooks need: a School, and a workbook with one contact filled in."""

from typing import TYPE_CHECKING, Any

from app.calendars.calendar import monday_of
from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.workbooks.contact import Contact
from app.workbooks.layout import MEDIA_TYPE, Identity, Report, ReportLine
from app.workbooks.stamp import Stamp
from app.workbooks.write import write
from tests.access.preparing import Preparation
from tests.world import REPORT_SECRET

if TYPE_CHECKING:
    from tests.access.scene import Scene


async def _school(_scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    ids["org_unit"] = "CLES"
    return {}


async def _workbook(scene: "Scene", ids: dict[str, Any]) -> dict[str, Any]:
    """As the service writes it, with one student, and as somebody has filled it in."""
    ids["org_unit"], world, student = "CLES", scene.world, scene.people["self"]
    identity = Identity(world.institution.institution_id, "CLES", monday_of(world.today))
    contact = Contact(Channel.PHONE, AttemptOutcome.REACHED, world.yesterday, "The office", None)
    lines = [ReportLine(student.id, {"number": student.number}, contact, 0)]
    report = Report(identity, "A university", "Life", world.moment.now, lines, [], [])
    return {"content": write(report, Stamp(REPORT_SECRET.encode())), "media_type": MEDIA_TYPE}


PREPARED: dict[str, Preparation] = {
    "GET /v1/weekly-reports/{org_unit}/workbook": _school,
    "POST /v1/weekly-reports/{org_unit}/workbook": _workbook,
}
