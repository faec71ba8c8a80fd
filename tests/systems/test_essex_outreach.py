"""Essex's outreach: the same means, with its own ladder, and nothing that the student does not see."""

import pytest

from app.wire.roster import TeachingRow
from tests import roles
from tests.outreach.people import OPENED, WHY, Outreach, told
from tests.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def outreach(essex: World) -> Outreach:
    return await Outreach.of(essex)


async def test_tutor_department_and_student_services_follow_each_other(outreach: Outreach) -> None:
    case = await outreach.open()
    officer = await outreach.granted(roles.DEPARTMENT_OFFICER)
    hub, team = await outreach.team(roles.STUDENT_SERVICES)
    await outreach.attempt(case)
    outreach.later(7)
    second = await outreach.tutor.do(f"{case}/hand-overs", WHY | {"staff_number": officer.number})
    assert (second["rung"], second["owner_name"]) == ("department", f"Tutor {officer.number}")
    assert "needs at least 2 attempts and has 0" in told(
        await officer.post(f"{case}/hand-overs", WHY | {"team": team}), 409
    )
    for channel in ("phone", "university_email"):
        await outreach.attempt(case, officer, channel=channel, outcome="no_answer")
    outreach.later(7)
    await officer.do(f"{case}/hand-overs", WHY | {"team": team})
    reached = await outreach.attempt(case, hub, channel="phone", outcome="reached")
    assert reached["state"] == "reached"
    closed = await hub.do(f"{case}/closing", {"outcome": "support_offered", "reason": "A first meeting."})
    assert [each["kind"] for each in closed["steps"]] == ["opened", "handed_over", "handed_over", "closed"]
    assert (await hub.get(case)).status_code == 404
    assert (await outreach.student.read(case)) == closed


@pytest.mark.row("ES-6")
async def test_the_student_reads_who_looked_at_the_case(outreach: Outreach) -> None:
    case = await outreach.open()
    await outreach.tutor.read(case)
    looks = (await outreach.student.read(f"{outreach.student.path}/access-records"))["items"]
    assert [each["sections"] for each in looks] == [["support"], ["support"]]


async def test_a_lecturer_sees_no_case(outreach: Outreach, essex: World) -> None:
    case = await outreach.open()
    lecturer = await essex.tutor(roles.LECTURER)
    await essex.roster(teaching=[TeachingRow(lecturer.number, "BIO1-18")])
    assert (await lecturer.get(case)).status_code == 403
    assert (await lecturer.post(outreach.path, OPENED)).status_code == 403
    assert (await lecturer.get("/v1/cases")).json()["type"] == "/problems/section-restricted"
