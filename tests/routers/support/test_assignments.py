"""Assignments: handing a case to a team opens the student to its members, closing it ends that."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.wire.roster import TeachingRow
from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

HANDED = {"team": "WELL", "reason": "Asked for help."}
CLOSED = {"reason": "Is well again."}


@pytest.fixture
async def nurse(wide: World) -> Person:
    """The one member of the only team."""
    admin, nurse = await wide.tutor(roles.ADMIN), await wide.tutor(roles.WELLBEING_TEAM)
    await admin.put("/v1/admin/teams/WELL", {"name": "Wellbeing", "role": roles.WELLBEING_TEAM})
    joining = {"staff_number": nurse.number, "starts_on": str(wide.today)}
    await admin.do("/v1/admin/teams/WELL/members", joining)
    return nurse


@pytest.fixture
async def tutor(wide: World) -> Person:
    return await wide.tutor()


@pytest.fixture
async def student(wide: World, tutor: Person) -> Person:
    return await wide.student(tutor=tutor)


async def ask(nurse: Person, path: str, body: Any = None) -> httpx.Response:
    """A member of the team says why; a body makes it a POST."""
    headers = nurse.headers | {"Attune-Purpose": "wellbeing"}
    if body is None:
        return await nurse.world.client.get(path, headers=headers)
    return await nurse.world.client.post(path, json=body, headers=headers)


async def test_a_case_opens_the_student_to_the_team_until_it_is_closed(
    wide: World, nurse: Person, tutor: Person, student: Person
) -> None:
    path = f"{student.path}/assignments"
    assert (await ask(nurse, student.path)).status_code == 404
    answer = await tutor.post(path, HANDED)
    assert (answer.status_code, answer.headers["Location"]) == (201, path)
    opened = answer.json()
    assert opened == {
        "assignment_id": opened["assignment_id"],
        "team": "WELL",
        "team_name": "Wellbeing",
        "reason": HANDED["reason"],
        "opened_by_name": f"Tutor {tutor.number}",
        "opened_at": "2018-11-20T12:00:00Z",
        "closed_by_name": None,
        "closed_at": None,
        "closing_reason": None,
    }
    assert (await ask(nurse, student.path)).status_code == 200
    assert (await ask(nurse, "/v1/students")).json()["items"][0]["student_id"] == str(student.id)

    wide.moment.now += timedelta(hours=1)
    closing = f"{path}/{opened['assignment_id']}/closing"
    closed = await ask(nurse, closing, CLOSED)
    assert closed.status_code == 200, "who closes a case loses sight of the student afterwards, not before"
    assert closed.json() == opened | {
        "closed_by_name": f"Tutor {nurse.number}",
        "closed_at": "2018-11-20T13:00:00Z",
        "closing_reason": CLOSED["reason"],
    }
    assert (await ask(nurse, student.path)).status_code == 404
    assert (await ask(nurse, closing, CLOSED)).status_code == 404
    assert (await tutor.post(closing, CLOSED)).status_code == 409
    for person in (tutor, student):
        assert (await person.read(path))["items"] == [closed.json()]


async def test_assignments_are_listed_the_latest_first(
    wide: World, nurse: Person, tutor: Person, student: Person
) -> None:
    path = f"{student.path}/assignments"
    made = []
    for _ in range(2):
        made.append((await tutor.do(path, HANDED))["assignment_id"])
        wide.moment.now += timedelta(hours=1)
        await tutor.do(f"{path}/{made[-1]}/closing", CLOSED)
    made.append((await tutor.do(path, HANDED))["assignment_id"])
    found = (await ask(nurse, path)).json()["items"]
    assert [each["assignment_id"] for each in found] == made[::-1]


async def test_a_team_has_a_case_once(nurse: Person, tutor: Person, student: Person) -> None:
    path = f"{student.path}/assignments"
    answers = await asyncio.gather(*(tutor.post(path, HANDED) for _ in range(2)))
    assert sorted(each.status_code for each in answers) == [201, 409]
    again = await tutor.post(path, HANDED)
    assert again.json()["detail"] == "this team has the student's case already: close that assignment first"


async def test_two_who_close_a_case_at_once_close_it_once(
    wide: World, nurse: Person, tutor: Person, student: Person
) -> None:
    opened = await tutor.do(f"{student.path}/assignments", HANDED)
    closing = f"{student.path}/assignments/{opened['assignment_id']}/closing"
    second = await wide.second_tutor(student)
    answers = await asyncio.gather(tutor.post(closing, CLOSED), second.post(closing, CLOSED))
    assert sorted(each.status_code for each in answers) == [200, 409]


async def test_every_reach_but_teaching_is_enough(
    wide: World, nurse: Person, tutor: Person, student: Person
) -> None:
    head, lecturer = await wide.tutor(roles.DEPARTMENT_HEAD), await wide.tutor(roles.LECTURER)
    await wide.grant(head, roles.DEPARTMENT_HEAD, "CLES")
    await wide.roster(teaching=[TeachingRow(lecturer.number, "BIO1-18")])
    path = f"{student.path}/assignments"
    for person in (student, lecturer):
        assert (await person.post(path, HANDED)).status_code == 403
    assert (await student.get(path)).status_code == 200
    assert (await lecturer.get(path)).status_code == 403
    opened = await head.do(path, HANDED)
    for person in (student, lecturer):
        assert (await person.post(f"{path}/{opened['assignment_id']}/closing", CLOSED)).status_code == 403
    both = await wide.tutor(roles.PERSONAL_TUTOR, roles.LECTURER)
    await wide.roster(teaching=[TeachingRow(both.number, "BIO1-18")])
    assert (await both.post(path, HANDED)).status_code == 403
    await wide.begin_tutorship(student, both, wide.today)
    assert (await both.post(f"{path}/{opened['assignment_id']}/closing", CLOSED)).status_code == 200


async def test_others_do_not_learn_that_the_student_exists(
    wide: World, nurse: Person, tutor: Person, student: Person
) -> None:
    opened = await tutor.do(f"{student.path}/assignments", HANDED)
    for person in (await wide.tutor(), await wide.student(), await wide.tutor(roles.ADMIN)):
        for path in (f"{student.path}/assignments", f"/v1/students/{uuid4()}/assignments"):
            assert (await person.get(path)).status_code == 404
            assert (await person.post(path, HANDED)).status_code == 404
            closing = f"{path}/{opened['assignment_id']}/closing"
            assert (await person.post(closing, CLOSED)).status_code == 404


async def test_what_is_not_there_is_named(nurse: Person, tutor: Person, student: Person) -> None:
    path = f"{student.path}/assignments"
    unknown = await tutor.post(path, HANDED | {"team": "NONE"})
    assert [each["pointer"] for each in unknown.json()["errors"]] == ["/body/team"]
    assert (await tutor.post(f"{path}/{uuid4()}/closing", CLOSED)).status_code == 404


async def test_a_look_is_recorded_and_needs_a_purpose(
    wide: World, nurse: Person, tutor: Person, student: Person
) -> None:
    path = f"{student.path}/assignments"
    bare = {key: value for key, value in tutor.headers.items() if key != "Attune-Purpose"}
    assert (await wide.client.get(path, headers=bare)).status_code == 400
    opened = await tutor.do(path, HANDED)
    wide.moment.now += timedelta(seconds=1)
    await ask(nurse, path)
    wide.moment.now += timedelta(seconds=1)
    await ask(nurse, f"{path}/{opened['assignment_id']}/closing", CLOSED)
    looks = (await student.read(f"{student.path}/access-records"))["items"]
    assert [(each["role"], each["sections"], each["purpose"]) for each in looks] == [
        (roles.WELLBEING_TEAM, ["student"], "wellbeing"),
        (roles.WELLBEING_TEAM, ["student"], "wellbeing"),
        (roles.PERSONAL_TUTOR, ["student"], "tutoring"),
    ]


async def test_the_audit_says_which_case_and_not_why(
    wide: World, nurse: Person, tutor: Person, student: Person
) -> None:
    wide.moment.now += timedelta(seconds=1)
    opened = await tutor.do(f"{student.path}/assignments", HANDED)
    wide.moment.now += timedelta(seconds=1)
    await ask(nurse, f"{student.path}/assignments/{opened['assignment_id']}/closing", CLOSED)
    admin = await wide.tutor(roles.ADMIN)
    closed, handed = (await admin.audit())[:2]
    assert (handed["action"], handed["role"]) == ("case handed over", roles.PERSONAL_TUTOR)
    assert (closed["action"], closed["role"]) == ("case closed", roles.WELLBEING_TEAM)
    assert handed["subject"] == closed["subject"] == f"student/{student.id}"
    assert handed["after"] == closed["before"] == {
        "assignment_id": opened["assignment_id"], "team": "WELL", "closed_at": None,
    }  # fmt: skip
    assert HANDED["reason"] not in str((handed, closed))
    assert CLOSED["reason"] not in str((handed, closed))


async def test_the_student_reads_that_the_team_could_look(
    nurse: Person, tutor: Person, student: Person
) -> None:
    opened = await tutor.do(f"{student.path}/assignments", HANDED)

    async def viewers() -> set[str]:
        found = (await student.read(f"{student.path}/viewers"))["items"]
        return {each["role"] for each in found}

    assert await viewers() == {roles.PERSONAL_TUTOR, roles.WELLBEING_TEAM}
    await tutor.do(f"{student.path}/assignments/{opened['assignment_id']}/closing", CLOSED)
    assert await viewers() == {roles.PERSONAL_TUTOR}
