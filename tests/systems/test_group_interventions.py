"""Group interventions are documented, opt-in and confidential (CI-4), wherever there is support."""

from datetime import timedelta
from typing import Any

import pytest

from tests import roles
from tests.world import Person, World, at_once

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-4")]

PATH = "/v1/group-interventions"


def offer(world: World, *invited: Person, **fields: Any) -> dict[str, Any]:
    starts = world.moment.now + timedelta(days=2)
    said = {
        "title": "Writing together",
        "about": "Two hours of writing.",
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=2)).isoformat(),
        "students": [str(each.id) for each in invited],
    }
    return said | fields


async def group(world: World) -> tuple[Person, list[Person], str]:
    """A tutor, three students of theirs who are invited, and where it is read."""
    tutor = await world.tutor()
    students = [await world.student(tutor=tutor) for _ in range(3)]
    made = await tutor.post(PATH, offer(world, *students))
    assert made.status_code == 201, made.text
    return tutor, students, made.headers["Location"]


async def test_whoever_is_invited_decides_and_the_organiser_reads_who_joined(essex: World) -> None:
    tutor, (ann, bob, _), path = await group(essex)
    assert (await tutor.read(path))["participants"] == []
    (invited,) = (await ann.read("/v1/me/invitations"))["items"]
    assert (invited["title"], invited["joined_at"]) == ("Writing together", None)
    await ann.do(f"{path}/joining", None)
    await bob.do(f"{path}/joining", None)
    assert [each["student_number"] for each in (await tutor.read(path))["participants"]] == [
        ann.number,
        bob.number,
    ]
    await bob.do(f"{path}/leaving", None)
    (joined,) = (await tutor.read(path))["participants"]
    assert (joined["student_id"], joined["student_name"]) == (str(ann.id), f"Student {ann.number}")


async def test_no_answer_tells_who_or_how_many_were_invited(essex: World) -> None:
    """Not what one organiser reads of three who are invited, nor of one: the answers are the same."""
    tutor = await essex.tutor()
    students = [await essex.student(tutor=tutor) for _ in range(3)]
    admin = await essex.tutor(roles.ADMIN)
    answers = []
    for invited in (students, students[:1]):
        made = await tutor.post(PATH, offer(essex, *invited))
        told = made.json() | await tutor.read(made.headers["Location"])
        answers.append({key: value for key, value in told.items() if key != "group_intervention_id"})
    assert answers[0] == answers[1]
    listed = str(await tutor.read(PATH)) + str(answers) + str(await admin.audit())
    assert not any(str(each.id) in listed or each.number in listed for each in students)


async def test_nobody_else_reads_an_invitation(essex: World) -> None:
    _, (ann, _, _), path = await group(essex)
    tutors_colleague = await essex.tutor()
    await essex.begin_tutorship(ann, tutors_colleague, essex.yesterday)
    stranger = await essex.student()
    await ann.do(f"{path}/joining", None)
    assert (await tutors_colleague.get(path)).status_code == 404
    assert (await tutors_colleague.read(PATH))["items"] == []
    assert (await stranger.post(f"{path}/joining", None)).status_code == 404
    assert (await stranger.read("/v1/me/invitations"))["items"] == []
    assert (await tutors_colleague.get("/v1/me/invitations")).status_code == 403


async def test_that_somebody_joined_is_read_on_record_and_by_whoever_is_in_charge(essex: World) -> None:
    tutor, (ann, *_), path = await group(essex)
    await ann.do(f"{path}/joining", None)
    await tutor.read(path)
    looks = (await ann.read(f"{ann.path}/access-records"))["items"]
    assert [each["sections"] for each in looks] == [["student", "support"]]
    purposeless = await essex.client.get(path, headers={"Authorization": tutor.headers["Authorization"]})
    assert purposeless.json()["type"] == "/problems/purpose-required"
    await essex.end_tutorship(ann, tutor, essex.today)
    assert (await tutor.read(path))["participants"] == []


async def test_joining_twice_or_what_is_over_is_told(essex: World) -> None:
    _, (ann, bob, _), path = await group(essex)
    answers = await at_once(ann, [(f"{path}/joining", None)] * 3)
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    assert "joined already" in next(each for each in answers if each.status_code == 409).json()["detail"]
    refused = await bob.post(f"{path}/leaving", None)
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "you have not joined, so there is nothing to leave",
    )
    essex.moment.now += timedelta(days=3)
    assert "over" in (await bob.post(f"{path}/joining", None)).json()["detail"]


async def test_staff_invite_their_own_students_and_no_others(essex: World) -> None:
    tutor = await essex.tutor()
    own, other = await essex.student(tutor=tutor), await essex.student(tutor=await essex.tutor())
    lecturer = await essex.tutor(roles.LECTURER)
    for person, invited, wrong in (
        (tutor, (own, other), ["/body/students/1"]),
        (lecturer, (own,), ["/body/students/0"]),
        (tutor, (own, own), []),
    ):
        answer = await person.post(PATH, offer(essex, *invited))
        assert [each["pointer"] for each in answer.json().get("errors", [])] == wrong
    assert (await other.read("/v1/me/invitations"))["items"] == []
    assert len((await own.read("/v1/me/invitations"))["items"]) == 1
    assert (await own.post(PATH, offer(essex, own))).status_code == 403


async def test_nobody_is_invited_to_what_is_over(essex: World) -> None:
    tutor = await essex.tutor()
    student, now = await essex.student(tutor=tutor), essex.moment.now
    past = {
        "starts_at": (now - timedelta(hours=2)).isoformat(),
        "ends_at": (now - timedelta(hours=1)).isoformat(),
    }
    backwards = {"starts_at": past["ends_at"], "ends_at": past["starts_at"]}
    for wrong, rule in ((past, "must not be over"), (backwards, "must be later than starts_at")):
        answer = await tutor.post(PATH, offer(essex, student, **wrong))
        assert answer.json()["errors"] == [{"pointer": "/body/ends_at", "detail": rule}]


async def test_a_student_whom_the_service_does_not_cover_is_not_invited(nottingham: World) -> None:
    tutor = await nottingham.tutor()
    researcher = await nottingham.student(tutor=tutor, level="postgraduate_research")
    answer = await tutor.post(PATH, offer(nottingham, researcher))
    assert answer.json()["errors"] == [
        {"pointer": "/body/students/0", "detail": "is a student whom the service does not cover"}
    ]


async def test_students_who_read_nothing_else_read_their_invitations(nottingham: World) -> None:
    _, (ann, *_), path = await group(nottingham)
    assert len((await ann.read("/v1/me/invitations"))["items"]) == 1
    assert (await ann.post(f"{path}/joining", None)).status_code == 200


async def test_an_institution_without_support_has_none(world: World) -> None:
    tutor = await world.tutor()
    student = await world.student(tutor=tutor)
    for answer in (
        await tutor.post(PATH, offer(world, student)),
        await tutor.get(PATH),
        await student.get("/v1/me/invitations"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


async def test_lists_come_in_pages(essex: World) -> None:
    tutor = await essex.tutor()
    student = await essex.student(tutor=tutor)
    for day in range(1, 4):
        starts = essex.moment.now + timedelta(days=day)
        dated = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
        await tutor.do(PATH, offer(essex, student, title=f"Day {day}", **dated))
    for person, path in ((tutor, PATH), (student, "/v1/me/invitations")):
        first = await person.read(path, limit=2)
        second = await person.read(path, limit=2, cursor=first["next_cursor"])
        assert [each["title"] for each in first["items"] + second["items"]] == ["Day 3", "Day 2", "Day 1"]
        assert second["next_cursor"] is None
