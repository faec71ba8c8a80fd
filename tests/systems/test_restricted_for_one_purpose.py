"""A student who is restricted for one purpose is in nothing that is read for it, and elsewhere as before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.http.routes import ContractRoute
from tests import roles
from tests.access import nottingham as matrix
from tests.access.scene import Scene
from tests.db.test_policies_of_restriction import restrict
from tests.outreach.people import OPENED
from tests.systems.test_nottingham_review_lists import hold
from tests.systems.test_restricted_is_left_out import (
    READERS,
    Read,
    caseload,
    caseload_of_a_grant,
    gaps_for_the_visa_team,
    ids,
    members_of_a_cohort,
)
from tests.world import Person, World, event, register

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-10")]

OF_NO_PURPOSE = {
    "GET /v1/students": "Who the student is; the score is closed, and says so.",
    "GET /v1/students/{student_id}": "Who the student is.",
    "GET …/dashboard": "Each section says that it is closed.",
    "GET …/consents": "What the student agreed to, and refused.",
    "GET /v1/admin/tutorships": "Who tutors whom.",
    "GET /v1/admin/audit-entries": "What staff changed, by id.",
    "GET /v1/requests": "What the student asks of their data.",
    "GET /v1/requests/{request_id}": "The same.",
    "GET /v1/requests/{request_id}/erasure-preview": "The same.",
    "GET …/requests": "The same.",
    "GET …/requests/{request_id}": "The same.",
    "GET /v1/corrections": "What the student says is wrong: nothing is decided otherwise.",
    "GET /v1/saved-cohorts/{saved_cohort_id}/members": "By registration alone: about no section.",
    "GET /v1/saved-cohorts/{saved_cohort_id}/events": "The same.",
}
"""What staff still read of somebody who objected to every section of welfare but none of its own."""
FOR_VISAS = "/visa-"
"""Read for another purpose."""


async def test_staff_read_nothing_of_the_purpose_on_any_route(world: World) -> None:
    """Every operation of the contract that reads, by everybody, before and after."""
    scene = await Scene.of_state(await world.create_another("nottingham", empty=False), matrix.STATES[0])
    student = scene.people["self"]
    staff = {who: each for who, each in scene.people.items() if who not in ("self", "other")}
    made = {row: await scene.made_for(row) for row in matrix.MATRIX if row.startswith("GET")}
    told = {
        (row, who)
        for row, each in made.items()
        for who, person in staff.items()
        if tells(answer := await scene.send(row, person.headers, each), student)
        or ("…" in row and answer.status_code == 200)
    }
    await restrict(scene.world, student, purpose="welfare")
    wrong = set()
    for row, who in sorted(told):
        answer = await scene.send(row, staff[who].headers, made[row])
        if row in OF_NO_PURPOSE or FOR_VISAS in row:
            if answer.status_code != 200:
                wrong.add((row, "is closed, and is for another purpose"))
        elif tells(answer, student):
            wrong.add((row, "tells of the student"))
        elif "…" in row and answer.json()["type"] != "/problems/processing-restricted":
            wrong.add((row, answer.json()["type"]))
    assert wrong == set()
    assert len({row for row, _ in told}) > 20, "otherwise the test tells nothing"


def tells(answer: Any, student: Person) -> bool:
    return answer.status_code == 200 and (str(student.id) in answer.text or student.number in answer.text)


LISTS_OF_NO_PURPOSE = {
    *(row.split(" ")[1] for row in OF_NO_PURPOSE),
    "/v1/me",
    "/v1/student-searches",
    "/v1/admin/tutorships/endings",
    "/v1/requests/{request_id}/steps",
    "/v1/requests/{request_id}/answer",
    "/v1/corrections/{correction_id}/decision",
    "/v1/me/corrections",
}


def test_every_list_that_names_students_says_what_it_is_for(app: FastAPI, contract: dict[str, Any]) -> None:
    """Whoever adds a list of students says `used_for(…)`, or here why it is for no section."""
    told = {
        path
        for path, item in contract["paths"].items()
        for each in item.values()
        if "{student_id}" not in path and names_students(contract, each["responses"])
    }
    said = {
        route.path
        for route in app.routes
        if isinstance(route, ContractRoute)
        for each in route.dependencies
        if hasattr(each.dependency, "sections")
    }
    assert told - said - LISTS_OF_NO_PURPOSE == set()
    assert {
        "/v1/cases",
        "/v1/signals",
        "/v1/prepared-messages",
        "/v1/weekly-reports/{org_unit}",
    } <= told & said


def names_students(contract: dict[str, Any], part: Any, seen: frozenset[str] = frozenset()) -> bool:
    if isinstance(part, list):
        return any(names_students(contract, each, seen) for each in part)
    if not isinstance(part, dict):
        return False
    reference = str(part.get("$ref", ""))
    if reference and reference not in seen:
        name = reference.rsplit("/", 1)[1]
        found = contract["components"].get("schemas", {}).get(name)
        return names_students(contract, found, seen | {reference})
    own = "student_id" in part.get("properties", {})
    return own or any(
        names_students(contract, each, seen)
        for key, each in part.items()
        if key not in ("example", "examples")
    )


STAY = {caseload, caseload_of_a_grant, gaps_for_the_visa_team, members_of_a_cohort}
"""Who somebody is, and what is read for visas. Of a cohort, who reads its figures says what for."""


@pytest.mark.parametrize(
    "read", [each for each in READERS if "pending" not in each.__name__], ids=lambda each: each.__name__
)
async def test_who_is_restricted_for_welfare_is_in_no_set_of_it(nottingham: World, read: Read) -> None:
    tutor = await nottingham.tutor()
    student, other = [await nottingham.student(tutor=tutor, sponsored=True) for _ in range(2)]
    await hold(nottingham)
    for each in (student, other):
        await tutor.do(f"{each.path}/cases", OPENED)
        rows = await nottingham.sql(
            "select code from teaching_sessions where institution_id = :institution_id and code <> 'BEFORE'"
        )
        await nottingham.register(*(register(each, code, "absent") for (code,) in rows))
        await nottingham.register(register(each, "BEFORE", "present"))
    await restrict(nottingham, student, purpose="welfare")
    left = {str(student.id), str(other.id)} if read in STAY else {str(other.id)}
    assert await read(nottingham, tutor, student) == left


@pytest.mark.parametrize("everybody", [False, True], ids=["their own", "everybody"])
async def test_in_the_list_of_students_the_score_is_closed(nottingham: World, *, everybody: bool) -> None:
    """Who the student is stays: to whoever sees some students, and to whoever sees all."""
    tutor = await nottingham.tutor()
    student, other = [await nottingham.student(tutor=tutor) for _ in range(2)]
    reader = await nottingham.tutor(roles.WELLBEING) if everybody else tutor
    if everybody:
        await nottingham.grant(reader, roles.WELLBEING)
    await restrict(nottingham, student, purpose="welfare")
    items = (await reader.read("/v1/students"))["items"]
    found = {each["student_id"]: each["engagement"] for each in items}
    assert (found[str(student.id)]["state"], found[str(student.id)]["score"]) == ("restricted", None)
    assert found[str(other.id)]["state"] == "shown"
    told = (await student.read(f"{student.path}/viewers"))["items"]
    assert [each["sections"] for each in told if each["staff_id"] == str(reader.id)] == [[]]


async def test_messages_and_calendars_leave_out_who_is_restricted_for_welfare(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    student, other = [await nottingham.student(tutor=tutor) for _ in range(2)]
    for each in (student, other):
        await tutor.do(f"{each.path}/cases", OPENED)
        starts = nottingham.moment.now + timedelta(days=3)
        met = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
        await tutor.do(f"{each.path}/meetings", met)
    link = (await tutor.do("/v1/me/calendar-link", None))["path"]
    assert student.number in (await nottingham.client.get(link)).text
    await restrict(nottingham, student, purpose="welfare")
    calendar = (await nottingham.client.get(link)).text
    assert student.number not in calendar
    assert other.number in calendar
    nottingham.moment.now += timedelta(days=7)
    by_list = {"template": "first_contact", "students": [str(student.id)]}
    assert (await tutor.post("/v1/prepared-messages", by_list)).status_code == 422
    by_queue = await tutor.do("/v1/prepared-messages", {"template": "first_contact", "queue": "overdue"})
    assert ids(by_queue["items"]) == {str(other.id)}


async def rows_of(reader: Person) -> set[str]:
    return ids((await reader.read("/v1/weekly-reports/CLES"))["items"])


async def csv_of(reader: Person) -> set[str]:
    text = (await reader.get("/v1/weekly-reports/CLES.csv")).text
    return {line.split(",")[1] for line in text.splitlines()[1:]}


@pytest.mark.parametrize(("purpose", "inside"), [("learning_analytics", False), ("student_support", True)])
async def test_a_schools_report_is_for_one_purpose(world: World, purpose: str, *, inside: bool) -> None:
    city = await world.create_another("two_purposes", empty=False)
    school = await city.tutor(roles.SCHOOL)
    await city.grant(school, roles.SCHOOL, "CLES")
    student, other = await city.student(), await city.student()
    for each in (student, other):
        await city.deliver(event(each, "moodle", city.yesterday))
    assert await rows_of(school) == {str(student.id), str(other.id)}
    await restrict(city, student, purpose=purpose)
    named: dict[Callable[[Person], Any], Callable[[Person], str]] = {
        rows_of: lambda each: str(each.id),
        csv_of: lambda each: each.number,
    }
    for read, name in named.items():
        assert (name(student) in await read(school), name(other) in await read(school)) == (inside, True)
    counted = (await school.read("/v1/weekly-reports/CLES/trend"))["items"][-1]
    assert counted["people"] == (2 if inside else 1)
    book = await school.get("/v1/weekly-reports/CLES/workbook")
    assert book.status_code == 200
    assert (await student.read(f"{student.path}/weekly-status"))["items"], "students read their own"


async def test_nightly_work_is_for_its_section_and_deliveries_are_for_none(world: World) -> None:
    """What is stored is used for nothing yet; the scores of the night are for learning analytics."""
    city = await world.create_another("two_purposes", empty=False)
    await city.tutor()  # somebody restricts
    student, other, third = [await city.student() for _ in range(3)]
    await restrict(city, student, purpose="learning_analytics")
    await restrict(city, third, purpose="student_support")
    for each in (student, other, third):
        assert await city.deliver(event(each, "moodle", city.yesterday)) == ["recorded"]
    await city.score()
    months = [await city.count("score_months", each) for each in (student, other, third)]
    assert months[0] == 0
    assert months[1] == months[2] > 0
