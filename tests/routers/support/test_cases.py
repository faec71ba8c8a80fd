"""Cases: what is refused by field and rule, who has a case, and where institutions keep none."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.errors import InvalidInput
from app.wire.roster import ContactDetailsRow, RegistrationRow
from tests import roles
from tests.access.scene_signals import raised
from tests.outreach.people import CHECKED, EMAIL, OPENED, WHY, Outreach, told
from tests.world import OPENING, World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def outreach(nottingham: World) -> Outreach:
    return await Outreach.of(nottingham)


@pytest.mark.row("CI-5")
@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"other_sources_checked": []}, "/body/other_sources_checked"),
        ({"other_sources_checked": None}, "/body/other_sources_checked"),
        (
            {"other_sources_checked": [*CHECKED, {"source": "Tutor", "checked_on": "2018-11-21"}]},
            "/body/other_sources_checked/1/checked_on",
        ),
        ({"other_sources_checked": [{"source": "Tutor"}]}, "/body/other_sources_checked/0/checked_on"),
        ({"reason": ""}, "/body/reason"),
        ({"signal_id": "x"}, "/body/signal_id"),
        ({"legal_or_safeguarding_need": {"kind": "legal"}}, "/body/legal_or_safeguarding_need/reason"),
    ],
)
async def test_nobody_is_looked_for_before_other_sources_were_checked(
    outreach: Outreach, fields: dict[str, Any], pointer: str
) -> None:
    answer = await outreach.tutor.post(outreach.path, OPENED | fields)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert (await outreach.student.read(outreach.path)) == {"items": []}


async def test_a_case_may_come_from_what_was_noticed(outreach: Outreach) -> None:
    signal_id = await raised(outreach.world, outreach.student)
    case = await outreach.open(signal_id=signal_id)
    assert (await outreach.student.read(case))["signal_id"] == signal_id


async def test_a_case_comes_from_no_signal_of_somebody_else(outreach: Outreach) -> None:
    other = await outreach.world.student(tutor=outreach.tutor)
    body = OPENED | {"signal_id": await raised(outreach.world, other)}
    answer = await outreach.tutor.post(outreach.path, body)
    assert (answer.status_code, answer.json()["errors"]) == (
        422, [{"pointer": "/body/signal_id", "detail": "must be a signal of this student"}],
    )  # fmt: skip


async def test_a_student_has_one_open_case(outreach: Outreach) -> None:
    case = await outreach.open()
    assert told(await outreach.tutor.post(outreach.path, OPENED), 409) == (
        "a case is open for this student already; its rung is for Personal tutor or Senior tutor"
    )
    await outreach.tutor.do(f"{case}/closing", {"outcome": "explained", "reason": "Was ill."})
    await outreach.open()


async def test_students_open_no_case_and_make_no_attempt(outreach: Outreach) -> None:
    case = await outreach.open()
    assert (await outreach.student.post(outreach.path, OPENED)).status_code == 403
    for step, body in (
        ("attempts", EMAIL),
        ("skips", WHY),
        ("hand-overs", WHY),
        ("owner", {}),
        ("closing", WHY | {"outcome": "explained"}),
    ):
        assert (await outreach.student.post(f"{case}/{step}", body)).status_code == 403


async def test_what_there_is_not_is_not_found(outreach: Outreach, nottingham: World) -> None:
    other = await Outreach.of(nottingham)
    case = (await other.open()).rpartition("/")[2]
    for case_id in (case, str(uuid4())):
        path = f"{outreach.path}/{case_id}"
        assert (await outreach.tutor.get(path)).status_code == 404
        assert (await outreach.tutor.post(f"{path}/attempts", EMAIL)).status_code == 404
    details = f"{outreach.student.path}/contact-details"
    await outreach.open()
    assert "no contact details" in told(await outreach.tutor.get(details), 404)
    answers = f"{other.student.path}/answers"
    assert (await outreach.student.post(answers, {"answer": "fine"})).status_code == 404


async def test_whom_the_service_does_not_cover_nobody_looks_for(outreach: Outreach) -> None:
    row = RegistrationRow(outreach.student.number, OPENING, None, "BSC", "CLES", "postgraduate_research")
    await outreach.world.roster(registrations=[row])
    answer = await outreach.tutor.post(outreach.path, OPENED)
    assert answer.json()["type"] == "/problems/out-of-scope"


async def test_who_is_not_on_the_rung_opens_a_case_that_nobody_has(outreach: Outreach) -> None:
    head = await outreach.granted(roles.HEAD_OF_YEAR)
    case = f"{outreach.path}/{(await head.do(outreach.path, OPENED))['case_id']}"
    assert (await head.read(case))["owner_name"] is None
    assert "name who is to have it" in told(await head.post(f"{case}/owner", {}), 409)
    unknown = told(await head.post(f"{case}/owner", {"staff_number": "nobody"}), 422)
    assert unknown == "must be the number of a member of staff"
    given = await head.do(f"{case}/owner", {"staff_number": outreach.tutor.number, "reason": "Their tutor."})
    assert given["owner_name"] == f"Tutor {outreach.tutor.number}"
    taken = await outreach.tutor.do(f"{case}/owner", {})
    assert [each["kind"] for each in taken["steps"]] == ["opened", "owner_changed", "owner_changed"]


async def test_another_team_takes_the_place_of_the_first(outreach: Outreach) -> None:
    await outreach.lives("on_campus")
    case, manager = await outreach.up_to_the_manager()
    first, team = await outreach.team(roles.RESX)
    second, other = await outreach.team(roles.RESX)
    await manager.do(f"{case}/skips", WHY | {"team": team})
    moved = await manager.do(f"{case}/owner", {"team": other})
    assert moved["team"] == other
    assert ((await first.get(case)).status_code, (await second.get(case)).status_code) == (404, 200)
    listed = (await manager.read(f"{outreach.student.path}/assignments"))["items"]
    assert {each["team"]: each["closed_at"] is None for each in listed} == {team: False, other: True}


async def test_a_team_that_had_the_student_before_keeps_them(outreach: Outreach) -> None:
    await outreach.lives("on_campus")
    case, manager = await outreach.up_to_the_manager()
    member = await outreach.world.tutor(roles.RESX)
    team = await outreach.world.team(member, roles.RESX, opened=[outreach.student.id])
    await manager.do(f"{case}/skips", WHY | {"team": team})
    await manager.do(f"{case}/closing", {"outcome": "explained", "reason": "Was ill."})
    assert (await member.get(case)).status_code == 200, "for another reason than this case"


async def test_where_no_cases_are_kept_the_answer_says_so(world: World) -> None:
    """Exeter's profile has no ladder."""
    other = await Outreach.of(world)
    for answer in (
        await other.tutor.get(other.path),
        await other.student.get(other.path),
        await other.tutor.post(other.path, OPENED),
        await other.student.post(f"{other.student.path}/answers", {"answer": "fine"}),
        await other.tutor.get(f"{other.student.path}/contact-details"),
        await other.tutor.get("/v1/cases"),
        await (await world.tutor(roles.ANALYST)).get("/v1/outreach-report"),
    ):
        assert answer.json()["type"] == "/problems/not-collected"


async def test_contact_details_come_with_the_roster(outreach: Outreach) -> None:
    await outreach.can_be_reached()
    number = outreach.student.number
    await outreach.world.roster(contact_details=[ContactDetailsRow(number, mobile="+44 7700 900999")])
    own = await outreach.student.read(f"{outreach.student.path}/contact-details")
    assert (own["mobile"], own["university_email"]) == ("+44 7700 900999", None), "as the record has it now"
    with pytest.raises(InvalidInput) as refused:
        await outreach.world.roster(contact_details=[ContactDetailsRow(number, photograph="javascript:x")])
    assert [each.pointer for each in refused.value.faults] == ["/contact_details/0/photograph"]


async def test_due_days_stand_when_time_goes_by(outreach: Outreach) -> None:
    case = await outreach.open()
    outreach.world.moment.now += timedelta(days=3)
    read = await outreach.tutor.read(case)
    assert (read["due_on"], read["overdue"]) == ("2018-11-22", True)
