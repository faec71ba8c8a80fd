"""What a login is stands in the database: no role of a token makes it something else."""

from datetime import timedelta

import pytest

from tests import roles
from tests.access.exeter import MATRIX
from tests.access.scene import Scene, operation
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio

STUDENTS_OWN = (roles.STUDENT, roles.SERVICE, roles.ANALYST, roles.ADMIN, roles.INFORMATION_DESK)


async def test_a_students_login_is_a_students_whatever_its_token_says(world: World) -> None:
    student, other = await world.student(), await world.student()
    everything = Person(world, student.subject, STUDENTS_OWN, student.number, student.id)
    marks = {"marks": [{"assessment": "ESSAY", "system": "campus", "identifier": student.number, "mark": 99}]}
    run = await world.module_run_id("BIO1-18")
    answers = [
        await everything.post("/v1/marks", marks),
        await everything.post("/v1/events", {"events": [event(student, "app", world.yesterday)]}),
        await everything.get(f"/v1/cohorts/module-runs/{run}", **{"from": "2018-10-01", "to": "2018-11-01"}),
        await everything.post("/v1/scoring-trials", {"day": str(world.yesterday), "thresholds": [1]}),
        await everything.get("/v1/admin/audit-entries"),
        await everything.get("/v1/admin/tutorships", student_number=other.number),
    ]
    assert [each.status_code for each in answers] == [403] * 6
    assert "no student can do this" in answers[0].json()["detail"]
    assert (await everything.read("/v1/me"))["roles"] == ["student"]
    assert (await everything.read(student.path))["student_id"] == str(student.id)
    assert (await everything.get(other.path)).status_code == 404


async def test_a_token_without_a_role_is_refused_or_answered_and_breaks_nothing(world: World) -> None:
    scene = await Scene.set_up(world, "given", exams=False)
    for name in ("self", "tutor"):
        known = scene.people[name]
        bare = Person(world, known.subject, (), known.number, known.id, staff=known.staff)
        for row in MATRIX:
            answer = await scene.send(row, bare.headers)  # which asserts that it is no 5xx
            assert name == "self" or "/students/{student_id}" not in operation(row) or answer.status_code in {
                403, 404,
            }, row  # fmt: skip


async def test_only_another_system_delivers(world: World) -> None:
    staff = await world.tutor(roles.SERVICE, roles.ADMIN)
    refused = await staff.post("/v1/events", {"events": [event(staff, "app", world.yesterday)]})
    assert refused.status_code == 403
    assert "only another system" in refused.json()["detail"]


async def test_nobody_makes_themselves_a_tutor(world: World) -> None:
    admin, another, student = (
        await world.tutor(roles.ADMIN),
        await world.tutor(roles.ADMIN),
        await world.student(),
    )
    own = Person(
        world, admin.subject, (roles.ADMIN, roles.PERSONAL_TUTOR), admin.number, admin.id, staff=True
    )
    path, ending = "/v1/admin/tutorships", "/v1/admin/tutorships/endings"
    named = {"student_number": student.number, "staff_number": admin.number, "starts_on": str(world.today)}
    refused = await own.post(path, named)
    assert (refused.status_code, (await own.get(student.path)).status_code) == (403, 404)
    assert "another administrator must do it" in refused.json()["detail"]
    await another.do(path, named)
    headers = own.headers | {"Attune-Purpose": "tutoring"}
    assert (await world.client.get(student.path, headers=headers)).status_code == 200
    await own.do(ending, named | {"ends_before": str(world.today)})
    for later in (None, str(world.today + timedelta(days=1))):
        assert (await own.post(ending, named | {"ends_before": later})).status_code == 403
    assert (await world.client.get(student.path, headers=headers)).status_code == 404


async def test_nobody_makes_themselves_a_member_of_a_team(wide: World) -> None:
    admin, another = await wide.tutor(roles.ADMIN), await wide.tutor(roles.ADMIN)
    await admin.put("/v1/admin/teams/WELL", {"name": "Wellbeing", "role": roles.WELLBEING_TEAM})
    path = "/v1/admin/teams/WELL/members"
    joining = {"staff_number": admin.number, "starts_on": str(wide.today)}
    assert (await admin.post(path, joining)).status_code == 403
    assert (await another.post(path, joining)).status_code == 201
    leaving = joining | {"ends_before": str(wide.today)}
    assert (await admin.post(f"{path}/endings", leaving)).status_code == 200
    longer = joining | {"ends_before": str(wide.today + timedelta(days=9))}
    assert (await admin.post(f"{path}/endings", longer)).status_code == 403
