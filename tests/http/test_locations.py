"""Locations: what was made can be read where the answer says, and is what the answer said."""

from datetime import timedelta
from typing import Any

import pytest

from tests import roles
from tests.world import Person, World, note

pytestmark = pytest.mark.anyio


async def read_where_it_says(person: Person, path: str, body: Any) -> None:
    made = await person.post(path, body)
    assert made.status_code == 201, made.text
    read = await person.world.client.get(made.headers["Location"], headers=person.headers)
    assert read.json() == made.json()


async def test_what_a_student_makes(world: World) -> None:
    student = await world.student(tutor=await world.tutor())
    starts = world.moment.now + timedelta(days=1)
    meeting = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    decision = {"decision": "given", "notice_version": "2018-09"}
    await read_where_it_says(student, f"{student.path}/meetings", meeting)
    await read_where_it_says(student, f"{student.path}/notes", note())
    await read_where_it_says(student, f"{student.path}/consents/learning_analytics/decisions", decision)


async def test_what_an_administrator_makes(world: World) -> None:
    admin, tutor = await world.tutor(roles.ADMIN), await world.tutor()
    student = await world.student()
    days = {"starts_on": "2019-01-07", "ends_before": "2019-01-19"}
    tutorship = {"student_number": student.number, "staff_number": tutor.number, "starts_on": "2018-11-01"}
    coefficients = {"CLES": {"app": 1, "careers": 1, "vle": 1}}
    model = {"academic_year": 2019, "coefficients": coefficients, "note": "for a test"}
    await read_where_it_says(admin, "/v1/admin/exam-periods", days | {"title": "Exams"})
    await read_where_it_says(admin, "/v1/admin/outages", days | {"source": "vle", "note": "It moved."})
    await read_where_it_says(admin, "/v1/admin/scoring-models", model)
    await read_where_it_says(admin, "/v1/admin/tutorships", tutorship)


async def test_a_calendar_is_where_its_address_says(world: World) -> None:
    student = await world.student()
    made = await student.post("/v1/me/calendar-link", None)
    assert made.headers["Location"] == made.json()["path"]
    assert (await world.client.get(made.headers["Location"])).status_code == 200
