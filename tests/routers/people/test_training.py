"""Training records: who was trained, and what roles that need training open because of it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import roles
from tests.world import Person, World

pytestmark = pytest.mark.anyio

PATH = "/v1/admin/training-records"


@pytest.fixture
async def admin(wide: World) -> Person:
    return await wide.tutor(roles.ADMIN)


@pytest.fixture
async def senior(wide: World) -> Person:
    """With a grant, and no training yet."""
    senior = await wide.tutor(roles.SENIOR_TUTOR, trained=False)
    await wide.grant(senior, roles.SENIOR_TUTOR)
    return senior


def trained(staff: Person, completed_on: date, **fields: Any) -> dict[str, Any]:
    named = {"staff_number": staff.number, "course": "Data protection"}
    return named | {"completed_on": str(completed_on)} | fields


async def test_training_opens_students_until_it_ends(wide: World, admin: Person, senior: Person) -> None:
    student = await wide.student()
    assert (await senior.get(student.path)).status_code == 404
    answer = await admin.post(PATH, trained(senior, wide.today))
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{PATH}?staff_number={senior.number}"
    record = answer.json()
    assert record["ends_before"] == str(wide.today + timedelta(days=365)), "the profile's usual time"
    assert record["staff"] == {
        "staff_id": str(senior.id), "number": senior.number, "name": f"Tutor {senior.number}",
    }  # fmt: skip
    assert (await senior.get(student.path)).status_code == 200
    removed = await admin.delete(f"{PATH}/{record['training_id']}")
    assert removed.status_code == 204
    assert (await senior.get(student.path)).status_code == 404, "with the next request"
    ends = str(wide.today + timedelta(days=2))
    await admin.do(PATH, trained(senior, wide.yesterday, ends_before=ends))
    assert (await senior.get(student.path)).status_code == 200
    wide.moment.now += timedelta(days=2)
    assert (await senior.get(student.path)).status_code == 404


async def test_records_are_listed_the_latest_first(wide: World, admin: Person, senior: Person) -> None:
    days = [wide.today - timedelta(days=n) for n in (400, 10, 200)]
    for day in days:
        await admin.do(PATH, trained(senior, day))
    await admin.do(PATH, trained(admin, wide.today))
    found = (await admin.read(PATH, staff_number=senior.number))["items"]
    assert [each["completed_on"] for each in found] == [str(day) for day in sorted(days, reverse=True)]
    assert (await admin.read(PATH, staff_number=(await wide.tutor()).number))["items"] == []


async def test_what_is_not_there_is_not_found(wide: World, admin: Person, senior: Person) -> None:
    assert (await admin.get(PATH, staff_number="P99999")).status_code == 404
    unknown = trained(senior, wide.today) | {"staff_number": "P99999"}
    assert (await admin.post(PATH, unknown)).status_code == 404
    record = await admin.do(PATH, trained(senior, wide.today))
    another = await (await wide.create_another("every_reach")).tutor(roles.ADMIN)
    path = f"{PATH}/{record['training_id']}"
    assert (await another.delete(path)).status_code == 404, "of another institution"
    assert [(await admin.delete(path)).status_code for _ in range(2)] == [204, 404]
    assert (await admin.delete(f"{PATH}/{uuid4()}")).status_code == 404


async def test_days_that_make_no_sense_are_named(wide: World, admin: Person, senior: Person) -> None:
    wrong = trained(senior, wide.today + timedelta(days=1), ends_before=str(wide.yesterday))
    refused = await admin.post(PATH, wrong)
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [
        "/body/completed_on", "/body/ends_before",
    ]  # fmt: skip


async def test_records_are_for_administrators(wide: World, senior: Person) -> None:
    for person in (senior, await wide.tutor(roles.ANALYST), await wide.student()):
        answers = [
            await person.get(PATH, staff_number=senior.number),
            await person.post(PATH, trained(senior, wide.today)),
            await person.delete(f"{PATH}/{uuid4()}"),
        ]
        assert [each.status_code for each in answers] == [403, 403, 403]


async def test_every_change_is_audited(wide: World, admin: Person, senior: Person) -> None:
    record = await admin.do(PATH, trained(senior, wide.today))
    wide.moment.now += timedelta(seconds=1)
    await admin.delete(f"{PATH}/{record['training_id']}")
    removed, recorded = await admin.audit()
    facts = trained(senior, wide.today, ends_before=record["ends_before"])
    for entry, action, change in (
        (recorded, "training recorded", (None, facts)),
        (removed, "training removed", (facts, None)),
    ):
        assert (entry["action"], entry["role"]) == (action, roles.ADMIN)
        assert entry["subject"] == f"training/{record['training_id']}"
        assert (entry["before"], entry["after"]) == change
