"""The list of students in one round trip is the ordinary way's, to the byte, whoever is in it and asks."""

import json
from datetime import timedelta

import pytest

from app.auth.principal import Role
from app.schemas.students import CaseloadOut
from app.wire.roster import RegistrationRow
from tests.routers.test_at_once import ORDINARY, active_student, both_ways, scores
from tests.world import OPENING, Person, World, event

pytestmark = pytest.mark.anyio


async def caseload(reader: Person, **query: str) -> dict[str, tuple[str, float | None]]:
    """State and score by number, after a look at the schema, which writes them to the same bytes."""
    body = await both_ways(reader, "/v1/students", **query)
    read = CaseloadOut.model_validate_json(body)
    assert read.model_dump_json().encode() == body
    return {each.number: (each.engagement.state, each.engagement.score) for each in read.items}


async def varied_caseload(world: World, tutor: Person) -> dict[str, Person]:
    """Somebody of each kind, among them one whose registration has just begun and one who has left."""
    await world.add_college("HUM", "History", "HIS")  # which the model in force does not know
    people = {
        "active": await active_student(world, tutor),
        "idle": await world.student(tutor=tutor, consent=True),
        "undecided": await world.student(tutor=tutor),
        "withdrawn": await active_student(world, tutor),
        "research": await world.student(tutor=tutor, level="postgraduate_research"),
        "new": await active_student(world, tutor, since=world.today - timedelta(days=3)),
        "today": await world.student(tutor=tutor, consent=True, since=world.today),
        "moved": await active_student(world, tutor),
        "left": await active_student(world, tutor),
    }
    await people["withdrawn"].decide("withdrawn")
    await world.move(people["moved"], world.yesterday, programme="HIS", college="HUM")
    gone = RegistrationRow(people["left"].number, OPENING, world.yesterday, "BSC", "CLES", "undergraduate")
    await world.roster(registrations=[gone])
    return people


async def test_a_caseload_of_everybody_there_can_be(world: World) -> None:
    tutor = await world.tutor()
    people = await varied_caseload(world, tutor)
    await world.student()  # somebody else's
    shown = {name: (await caseload(tutor))[each.number][0] for name, each in people.items()}
    assert shown == {
        "active": "shown",
        "idle": "shown",
        "undecided": "withheld",
        "withdrawn": "withheld",
        "research": "out_of_scope",
        "new": "shown",
        "today": "shown",
        "moved": "no_scoring_model",
        "left": "not_registered",
    }
    await world.score()
    before = await caseload(tutor)
    assert (
        before[people["active"].number][1]
        == (await scores(people["active"], people["active"], **{"from": str(world.today)})).days[0].score
    )
    await world.deliver(event(people["active"], "careers", world.yesterday))
    assert (await caseload(tutor))[people["active"].number] != before[people["active"].number]
    await world.publish(
        {"CLES": {"app": 1, "careers": 2, "vle": 3}, "HUM": {"app": 3, "careers": 2, "vle": 1}}
    )
    assert (await caseload(tutor))[people["moved"].number][0] == "shown"


async def test_a_caseload_in_an_outage_and_an_exam_period_and_at_the_turn_of_a_month(world: World) -> None:
    tutor = await world.tutor()
    people = await varied_caseload(world, tutor)
    await world.exams(world.yesterday, world.today + timedelta(days=3))
    admin = await world.tutor(Role.ADMIN)
    for back in (3, 20):
        ends_before = str(world.today + timedelta(days=1))
        down = {"source": "vle", "ends_before": ends_before, "note": "down"}
        await admin.do("/v1/admin/outages", down | {"starts_on": str(world.today - timedelta(days=back))})
        await caseload(tutor)
    assert (await caseload(tutor))[people["active"].number] == ("unavailable", None)
    for day in (1, 6, 7, 31):
        world.moment.now = world.moment.now.replace(month=12, day=day)
        await caseload(tutor)


async def test_a_caseload_comes_in_pages_and_each_look_is_on_record_once(world: World) -> None:
    tutor = await world.tutor()
    students = [await active_student(world, tutor) for _ in range(3)]
    page = json.loads(await both_ways(tutor, "/v1/students", limit="2"))
    assert [each["number"] for each in page["items"]] == [each.number for each in students[:2]]
    last = json.loads(await both_ways(tutor, "/v1/students", limit="2", cursor=page["next_cursor"]))
    assert ([each["number"] for each in last["items"]], last["next_cursor"]) == ([students[2].number], None)
    for student in students:
        looks = (await student.read(f"{student.path}/access-records"))["items"]
        assert [look["sections"] for look in looks] == [["student", "engagement"]] * 2
    links = [(await tutor.get("/v1/students", limit=2, **any_)).headers["Link"] for any_ in ({}, ORDINARY)]
    assert links[0] == links[1].replace("any=1&", "")


@pytest.mark.usefixtures("every_role")
async def test_a_caseload_of_a_department_and_of_everybody(world: World) -> None:
    people = await varied_caseload(world, await world.tutor())
    await (await world.found_another("exeter", empty=False)).student()
    head, explorer = await world.tutor(Role.DEPARTMENT), await world.tutor(Role.SITE_EXPLORER)
    await world.grant(head, "department", "CLES")
    await world.grant(explorer, "site_explorer")
    everybody = sorted(each.number for each in people.values())
    assert list(await caseload(explorer)) == everybody
    away = {people["moved"].number, people["left"].number}
    assert list(await caseload(head)) == [each for each in everybody if each not in away]
    seen: list[str] = []
    query: dict[str, str] | None = {}
    while query is not None:
        page = json.loads(await both_ways(explorer, "/v1/students", limit="4", **query))
        seen += [each["number"] for each in page["items"]]
        query = {"cursor": page["next_cursor"]} if page["next_cursor"] else None
    assert seen == everybody


async def test_a_caseload_of_nobody_and_of_oneself(world: World) -> None:
    nobodys, tutor = await world.tutor(), await world.tutor()
    student = await active_student(world, tutor)
    assert await caseload(nobodys) == {}
    assert set(await caseload(student)) == {student.number}
    for role in (Role.DEPARTMENT, Role.SITE_EXPLORER, Role.ANALYST):  # none of which opens anybody here
        await both_ways(await world.tutor(role), "/v1/students")
    for query in (
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "x"},
        {"cursor": "x"},
        {"limit": "007"},
        {"cursor": "AAAA" * 80},
    ):
        await both_ways(tutor, "/v1/students", **query)
    tutor.staff = False  # and so states no purpose
    await both_ways(tutor, "/v1/students")
