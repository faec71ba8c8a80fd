"""City's promise for whoever was erased and studies again: nothing comes back until somebody says so."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app.auth.demo_issuer import ISSUER
from app.jobs.import_roster import RosterImport, import_roster
from app.jobs.reapply_erasures import export_ledger, reapply
from app.wire.roster import IdentifierRow, LoginRow, RegistrationRow, Roster, StudentRow
from tests import roles
from tests.systems.test_city_erasure import busy, erased
from tests.world import Person, World, at_once, event

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-10")]


async def again(city: World, student: Person) -> RosterImport:
    """The records system delivers the same number, with an old registration and one that goes on."""
    number = student.number
    roster = Roster(
        students=[StudentRow(number, "Student again")],
        identifiers=[IdentifierRow(number, "campus", number)],
        logins=[LoginRow(ISSUER, student.subject, student=number)],
        registrations=[
            RegistrationRow(number, date(2017, 9, 1), date(2018, 9, 1), "BSC", "CLES", "undergraduate"),
            RegistrationRow(number, date(2018, 9, 1), None, "BSC", "CLES", "undergraduate"),
        ],
    )
    async with city.context() as context:
        return await import_roster(context, roster)


async def readmit(officer: Person, student: Person, starts_on: date) -> httpx.Response:
    body = {"number": student.number, "starts_on": str(starts_on)}
    return await officer.post("/v1/admin/readmissions", body)


async def numbers(city: World) -> set[str]:
    found = await city.sql("select number from students where institution_id = :institution_id")
    return {each[0] for each in found}


async def test_until_somebody_says_so_each_row_is_refused_with_its_reason(city: World) -> None:
    student, _ = await busy(city)
    await erased(city, student)
    done = await again(city, student)
    assert [each.pointer for each in done.erased] == [
        "/students/0", "/identifiers/0", "/logins/0", "/registrations/0", "/registrations/1",
    ]  # fmt: skip
    assert all("erased" in each.detail for each in done.erased)
    assert student.number not in await numbers(city)


@pytest.mark.parametrize("role", [roles.DATA_PROTECTION, roles.ADMIN])
async def test_once_it_is_said_the_student_is_there_and_only_later_data_are_taken(
    city: World, role: Any
) -> None:
    student, _ = await busy(city)
    await erased(city, student)
    answer = await readmit(await city.tutor(role), student, city.today)
    assert answer.status_code == 200, answer.text
    assert answer.json()["readmitted_on"] == str(city.today)
    assert student.number not in answer.text
    done = await again(city, student)
    assert [(each.pointer, "admitted again" in each.detail) for each in done.erased] == [
        ("/registrations/0", True)
    ]
    assert student.number in await numbers(city)
    me = await student.get("/v1/me")
    assert me.status_code == 200, "the login is a student's again"
    assert me.json()["student_id"] != str(student.id), "nothing leads to what was kept"
    assert await city.deliver(event(student.number, "moodle", city.yesterday)) == ["rejected"]
    city.moment.now += timedelta(days=2)
    assert await city.deliver(event(student.number, "moodle", city.yesterday)) == ["recorded"]


async def test_who_said_so_and_when_is_on_record_and_the_number_is_not(city: World) -> None:
    student, _ = await busy(city)
    await erased(city, student)
    admin = await city.tutor(roles.ADMIN)
    await readmit(admin, student, city.today)
    (entry,) = [
        each
        for each in (await admin.read("/v1/admin/audit-entries"))["items"]
        if each["action"] == "readmission recorded"
    ]
    assert entry["after"] == {"readmitted_on": str(city.today)}
    assert entry["subject"].startswith("erasure/")
    assert entry["role"] == roles.ADMIN
    assert student.number not in str(entry)


async def test_it_is_said_once_of_somebody_who_was_erased_and_not_of_days_before(city: World) -> None:
    student, _ = await busy(city)
    officer, _ = await erased(city, student)
    stranger, _ = await busy(city)
    assert (await readmit(officer, stranger, city.today)).status_code == 409
    early = await readmit(officer, student, city.yesterday)
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/body/starts_on")
    body = {"number": student.number, "starts_on": str(city.today)}
    answers = await at_once(officer, [("/v1/admin/readmissions", body)] * 4)
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    for role in (roles.SCHOOL, roles.LEAD):
        assert (await readmit(await city.tutor(role), student, city.today)).status_code == 403


async def test_the_ledger_erases_nobody_who_was_admitted_again(city: World) -> None:
    student, _ = await busy(city)
    officer, _ = await erased(city, student)
    await readmit(officer, student, city.today)
    await again(city, student)
    async with city.context() as context:
        ledger = await export_ledger(context)
        assert await reapply(context, ledger) == 0
        assert await reapply(context, None) == 0
    assert student.number in await numbers(city)


async def test_a_backup_from_before_the_erasure_loses_what_is_older_and_knows_the_readmission(
    city: World,
) -> None:
    student, _ = await busy(city)
    officer, _ = await erased(city, student)
    await readmit(officer, student, city.today)
    async with city.context() as context:
        ledger = await export_ledger(context)
    # The backup: the student is there as before, and the ledger knows nothing.
    async with city.owner() as owner:
        await owner.execute("delete from erasures where institution_id = $1", city.institution.institution_id)
    await again(city, student)
    assert await city.deliver(event(student.number, "moodle", city.yesterday)) == ["recorded"]
    async with city.context() as context:
        assert await reapply(context, ledger) == 1
    assert student.number not in await numbers(city)
    await again(city, student)
    assert student.number in await numbers(city), "the readmission came with the ledger"
    assert await city.deliver(event(student.number, "moodle", city.yesterday)) == ["rejected"]
    async with city.context() as context:
        assert await reapply(context, ledger) == 0


async def test_whoever_is_erased_again_is_refused_again(city: World) -> None:
    student, _ = await busy(city)
    officer, _ = await erased(city, student)
    await readmit(officer, student, city.today)
    await again(city, student)
    asked = (await student.get("/v1/me")).json()
    path = f"/v1/students/{asked['student_id']}/requests"
    request_id = (await student.do(path, {"kind": "erasure"}))["request_id"]
    details = {"how": "delete", "confirm": student.number}
    body = {"outcome": "upheld", "reason": "It is your right.", "details": details}
    await officer.do(f"/v1/requests/{request_id}/answer", body)
    done = await again(city, student)
    assert len(done.erased) == 5
    assert student.number not in await numbers(city)
