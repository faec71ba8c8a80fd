"""Teams: who belongs to which when, and that a membership opens the team's students."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

PATH = "/v1/admin/teams"
TEAM = {"name": "Wellbeing", "role": roles.WELLBEING_TEAM}
MEMBERS = f"{PATH}/WELL/members"


@pytest.fixture
async def admin(wide: World) -> Person:
    admin = await wide.tutor(roles.ADMIN)
    assert (await admin.put(f"{PATH}/WELL", TEAM)).status_code == 200
    return admin


def member(staff: Person, starts_on: date, **fields: Any) -> dict[str, Any]:
    return {"staff_number": staff.number, "starts_on": str(starts_on)} | fields


async def test_a_team_is_made_and_changed_by_its_code(wide: World, admin: Person) -> None:
    [made] = (await admin.read(PATH))["items"]
    assert made | TEAM == made
    assert (made["code"], made["role_title"]) == ("WELL", "Wellbeing team")
    changed = (await admin.put(f"{PATH}/WELL", TEAM | {"name": "Health"})).json()
    assert changed == made | {"name": "Health"}
    await admin.put(f"{PATH}/ANY", TEAM)
    assert [each["code"] for each in (await admin.read(PATH))["items"]] == ["ANY", "WELL"]
    another = await (await wide.create_another("every_reach")).tutor(roles.ADMIN)
    assert (await another.read(PATH))["items"] == []


async def test_two_who_make_the_same_team_at_once_make_one(admin: Person) -> None:
    answers = await asyncio.gather(*(admin.put(f"{PATH}/NEW", TEAM) for _ in range(2)))
    assert [each.status_code for each in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("role", [roles.DEPARTMENT_HEAD, "archbishop"])
async def test_a_team_acts_in_a_role_that_takes_over_cases(admin: Person, role: str) -> None:
    refused = await admin.put(f"{PATH}/WELL", TEAM | {"role": role})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"pointer": "/body/role", "detail": "must be one of wellbeing_team"}]


async def test_a_profile_without_such_roles_has_no_teams(world: World) -> None:
    refused = await (await world.tutor(roles.ADMIN)).put(f"{PATH}/WELL", TEAM)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/body/role"]


async def test_a_membership_opens_the_teams_students_while_it_lasts(wide: World, admin: Person) -> None:
    nurse, tutor = await wide.tutor(roles.WELLBEING_TEAM), await wide.tutor()
    student = await wide.student(tutor=tutor)
    await tutor.do(f"{student.path}/assignments", {"team": "WELL", "reason": "Asked for help."})
    headers = nurse.headers | {"Attune-Purpose": "wellbeing"}

    async def seen() -> int:
        return (await wide.client.get(student.path, headers=headers)).status_code

    assert await seen() == 404
    answer = await admin.post(MEMBERS, member(nurse, wide.today))
    assert (answer.status_code, answer.headers["Location"]) == (201, MEMBERS)
    assert answer.json()["team"]["code"] == "WELL"
    assert await seen() == 200
    ending = member(nurse, wide.today, ends_before=str(wide.today))
    ended = await admin.do(f"{MEMBERS}/endings", ending)
    assert [(each["staff"]["number"], each["ends_before"]) for each in ended["items"]] == [
        (nurse.number, str(wide.today))
    ]
    assert await seen() == 404
    await admin.do(f"{MEMBERS}/endings", ending | {"ends_before": str(wide.today + timedelta(days=1))})
    assert await seen() == 200


async def test_members_are_listed_the_latest_first(wide: World, admin: Person) -> None:
    people = [await wide.tutor() for _ in range(3)]
    for person, days in zip(people, (5, 1, 9), strict=True):
        await admin.do(MEMBERS, member(person, wide.today - timedelta(days=days)))
    found = (await admin.read(MEMBERS))["items"]
    assert [each["staff"]["number"] for each in found] == [people[at].number for at in (1, 0, 2)]


async def test_somebody_belongs_to_a_team_once_at_a_time(wide: World, admin: Person) -> None:
    nurse = await wide.tutor(roles.WELLBEING_TEAM)
    await admin.do(MEMBERS, member(nurse, wide.today))
    for days in (-5, 0, 5):
        again = await admin.post(MEMBERS, member(nurse, wide.today + timedelta(days=days)))
        assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")
    await admin.do(f"{MEMBERS}/endings", member(nurse, wide.today, ends_before=str(wide.today)))
    assert (await admin.post(MEMBERS, member(nurse, wide.today))).status_code == 409, "began that day"
    assert (await admin.post(MEMBERS, member(nurse, wide.today + timedelta(days=1)))).status_code == 201


async def test_two_who_add_the_same_member_at_once_add_one(wide: World, admin: Person) -> None:
    nurse = await wide.tutor(roles.WELLBEING_TEAM)
    days = (wide.today, wide.today, wide.yesterday)
    answers = await asyncio.gather(*(admin.post(MEMBERS, member(nurse, day)) for day in days))
    assert sorted(each.status_code for each in answers) == [201, 409, 409]
    assert len((await admin.read(MEMBERS))["items"]) == 1


async def test_what_is_not_there_is_not_found(wide: World, admin: Person) -> None:
    nurse = await wide.tutor(roles.WELLBEING_TEAM)
    joining, ending = member(nurse, wide.today), member(nurse, wide.today, ends_before=str(wide.today))
    unknown = {"staff_number": "P99999"}
    for path, body in (
        (f"{PATH}/NONE/members", joining),
        (f"{PATH}/NONE/members/endings", ending),
        (f"{MEMBERS}/endings", ending),
        (MEMBERS, joining | unknown),
        (f"{MEMBERS}/endings", ending | unknown),
    ):
        assert (await admin.post(path, body)).status_code == 404, path
    assert (await admin.get(f"{PATH}/NONE/members")).status_code == 404


async def test_a_membership_does_not_end_before_it_begins(wide: World, admin: Person) -> None:
    nurse = await wide.tutor(roles.WELLBEING_TEAM)
    await admin.do(MEMBERS, member(nurse, wide.today))
    ending = member(nurse, wide.today, ends_before=str(wide.yesterday))
    refused = await admin.post(f"{MEMBERS}/endings", ending)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/body/ends_before"]


async def test_teams_are_for_administrators(wide: World, admin: Person) -> None:
    nurse = await wide.tutor(roles.WELLBEING_TEAM)
    for person in (nurse, await wide.student()):
        answers = [
            await person.get(PATH),
            await person.put(f"{PATH}/WELL", TEAM),
            await person.get(MEMBERS),
            await person.post(MEMBERS, member(nurse, wide.today)),
            await person.post(f"{MEMBERS}/endings", member(nurse, wide.today, ends_before=str(wide.today))),
        ]
        assert [each.status_code for each in answers] == [403] * 5


async def test_every_change_is_audited(wide: World, admin: Person) -> None:
    nurse = await wide.tutor(roles.WELLBEING_TEAM)
    wide.moment.now += timedelta(seconds=1)
    await admin.put(f"{PATH}/WELL", TEAM | {"name": "Health"})
    wide.moment.now += timedelta(seconds=1)
    await admin.do(MEMBERS, member(nurse, wide.today))
    wide.moment.now += timedelta(seconds=1)
    await admin.do(f"{MEMBERS}/endings", member(nurse, wide.today, ends_before=str(wide.today)))
    entries = await admin.audit()
    assert [each["action"] for each in entries] == ["team left", "team joined", "team changed", "team made"]
    left, joined, changed, made = entries
    assert (made["before"], made["after"]) == (None, TEAM | {"code": "WELL"})
    assert (changed["before"]["name"], changed["after"]["name"]) == ("Wellbeing", "Health")
    open_ended = member(nurse, wide.today, ends_before=None)
    assert (joined["before"], joined["after"]) == (None, open_ended)
    assert (left["before"], left["after"]) == (open_ended, open_ended | {"ends_before": str(wide.today)})
    assert {each["role"] for each in entries} == {roles.ADMIN}
