"""Preconditions: who says what they have read does not overwrite what they have not."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests import roles
from tests.world import Person, World, note

pytestmark = pytest.mark.anyio

OTHER = '"3c5a9e0f7d1b4862a90c6e1f2d3b4a58"'


async def ask(person: Person, method: str, path: str, seen: str | None, body: Any = None) -> httpx.Response:
    headers = person.headers | ({} if seen is None else {"If-Match": seen})
    return await person.world.client.request(method, path, json=body, headers=headers)


def check_refused(answer: httpx.Response) -> None:
    assert answer.status_code == 412
    assert answer.json()["type"] == "/problems/precondition-failed"


async def tag(person: Person, path: str) -> str:
    return (await person.get(path)).headers["ETag"]


async def drafted(tutor: Person, student: Person) -> str:
    made = await tutor.do(f"{student.path}/notes", note(summary="First"))
    return f"{student.path}/notes/{made['note_id']}"


async def test_a_draft_that_has_changed_is_not_overwritten_dropped_or_shared_unseen(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    path = await drafted(tutor, student)
    read = await tag(tutor, path)
    world.moment.now += timedelta(seconds=1)
    assert (await ask(tutor, "PUT", path, read, note(summary="Second"))).status_code == 200
    check_refused(await ask(tutor, "PUT", path, read, note(summary="Third")))
    check_refused(await ask(tutor, "DELETE", path, read))
    check_refused(await ask(tutor, "POST", f"{path}/sharing", read))
    assert (await tutor.read(path))["summary"] == "Second"
    assert (await ask(tutor, "POST", f"{path}/sharing", await tag(tutor, path))).status_code == 200


async def test_of_two_who_have_read_the_same_one_writes(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    path = await drafted(tutor, student)
    read = await tag(tutor, path)
    world.moment.now += timedelta(seconds=1)
    writing = [ask(tutor, "PUT", path, read, note(summary=f"Number {number}")) for number in range(3)]
    answers = await asyncio.gather(*writing)
    assert sorted(each.status_code for each in answers) == [200, 412, 412]


async def test_a_meeting_and_the_settings_likewise(world: World) -> None:
    tutor, admin = await world.tutor(), await world.tutor(roles.ADMIN)
    student = await world.student(tutor=tutor)
    starts = world.moment.now + timedelta(days=1)
    when = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    made = await tutor.do(f"{student.path}/meetings", when)
    meeting = f"{student.path}/meetings/{made['meeting_id']}"
    check_refused(await ask(student, "POST", f"{meeting}/cancellation", OTHER))
    read = await tag(student, meeting)
    assert (await ask(student, "POST", f"{meeting}/cancellation", read)).status_code == 200

    path = "/v1/admin/settings"
    read = await tag(admin, path)
    for stages, status in ((["one", "two"], 200), (["three"], 412)):
        body = {"settings": {"career_stages": stages}}
        assert (await ask(admin, "PUT", path, read, body)).status_code == status
    assert (await admin.read(path))["settings"] == {"career_stages": ["one", "two"]}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("*", 200),
        (f"{OTHER}, TAG", 200),
        (f"{OTHER} ,TAG-gzip", 200),
        (OTHER, 412),
        ("W/TAG", 412),
        ("unquoted", 412),
        (None, 200),
    ],
)
async def test_what_may_be_said_of_what_was_read(world: World, said: str | None, status: int) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    path = await drafted(tutor, student)
    read = await tag(tutor, path)
    if said is not None:
        said = said.replace("TAG-gzip", f'{read[:-1]}-gzip"').replace("TAG", read)
    assert (await ask(tutor, "PUT", path, said, note())).status_code == status


async def test_a_repeat_is_answered_as_before_although_its_own_write_came_between(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    path = await drafted(tutor, student)
    headers = tutor.headers | {"If-Match": await tag(tutor, path), "Idempotency-Key": "once"}
    world.moment.now += timedelta(seconds=1)
    for replayed in (None, "true"):
        answer = await world.client.put(path, json=note(summary="Second"), headers=headers)
        assert answer.status_code == 200
        assert answer.headers.get("Idempotency-Replayed") == replayed


async def test_whoever_writes_only_what_is_new_overwrites_nothing(world: World) -> None:
    admin, tutor = await world.tutor(roles.ADMIN), await world.tutor()
    student = await world.student(tutor=tutor)
    wide = await world.create_another("every_reach", empty=False)
    there = await wide.tutor(roles.ADMIN)

    async def put(person: Person, path: str, body: Any) -> httpx.Response:
        headers = person.headers | {"If-None-Match": "*"}
        return await person.world.client.put(path, json=body, headers=headers)

    unit, team = {"name": "A unit", "parent": "U"}, {"name": "A team", "role": roles.WELLBEING_TEAM}
    for who, path, body in (
        (admin, "/v1/admin/org-units/NEW", unit),
        (there, "/v1/admin/teams/NEW", team),
    ):
        answers = await asyncio.gather(*(put(who, path, body) for _ in range(4)))
        assert sorted(each.status_code for each in answers) == [200, 412, 412, 412], path
        check_refused(await put(who, path, body | {"name": "Another"}))
        assert (await who.put(path, body | {"name": "Another"})).json()["name"] == "Another"
    check_refused(await put(admin, "/v1/admin/settings", {"settings": {}}))
    path = await drafted(tutor, student)
    check_refused(await put(tutor, path, note(summary="Second")))
    read = await tag(tutor, path)
    for unseen, status in ((f"W/{read}", 412), (read, 412), (OTHER, 200)):
        headers = tutor.headers | {"If-None-Match": unseen}
        answer = await world.client.put(path, json=note(summary="Second"), headers=headers)
        assert answer.status_code == status, unseen
