"""City: whoever may see the students finds out whom a check of the data is about, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest

from app.access.vocabulary import Role
from app.actions.governance.check_data import check_data
from app.auth.demo_issuer import ISSUER
from app.wire.roster import LoginRow, StaffRow, StudentRow
from tests import roles
from tests.systems.test_city_erasure import restricted
from tests.world import Person, World, event

pytestmark = pytest.mark.anyio
PURPOSE = {"Attune-Purpose": "service_support"}
CHECKS = ("active_after_end", "staff_among_students", "test_students", "duplicates", "clock_ahead")


async def granted(world: World, scope: str | None = None) -> Person:
    """An administrator to whom access was granted: to all students, or those of an org unit."""
    admin = await world.tutor(roles.ADMIN)
    await world.grant(admin, roles.ADMIN, scope)
    return admin


async def asked(person: Person, check: str, **given: Any) -> Any:
    headers = person.headers | given.pop("headers", PURPOSE)
    return await person.world.client.get(f"/v1/data-quality/{check}/students", headers=headers, params=given)


async def found(person: Person, check: str, **given: Any) -> list[dict[str, Any]]:
    answer = await asked(person, check, **given)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def end_registration(world: World, student: Person, days_ago: int) -> None:
    await world.sql(
        "update registrations set ends_before = cast(:day as date)"
        " where institution_id = :institution_id and student_id = :student",
        day=world.today - timedelta(days=days_ago),
        student=student.id,
    )


@pytest.mark.row("CI-9")
async def test_an_administrator_with_a_grant_finds_the_events_to_mend(city: World) -> None:
    admin = await granted(city)
    left, twice, ahead, well = [await city.student() for _ in range(4)]
    await city.deliver(*(event(each, "moodle", city.yesterday) for each in (left, twice, well)))
    await city.deliver(event(twice, "moodle", city.yesterday))
    await city.deliver(event(ahead, "submissions", city.moment.now + timedelta(hours=3)))
    await end_registration(city, left, 5)
    async with city.context() as context:
        counted = {each.name: each.found for each in await check_data(context) if each.usual is None}
    for check, student, source in (
        ("active_after_end", left, "moodle"),
        ("duplicates", twice, "moodle"),
        ("clock_ahead", ahead, "submissions"),
    ):
        (one,) = await found(admin, check)
        assert (one["student_id"], one["number"]) == (str(student.id), student.number)
        assert one["found"] == counted[check] == 1
        (wrong,) = one["events"]
        assert wrong["source"] == source
        ((known,),) = await city.sql(
            "select count(*) from events where institution_id = :institution_id and student_id = :student"
            " and event_id = cast(:event as uuid)",
            student=student.id,
            event=wrong["event_id"],
        )
        assert known == 1
    assert (await found(admin, "active_after_end"))[0]["first_day"] == str(city.yesterday)


@pytest.mark.row("CI-9")
async def test_students_who_may_be_none_are_found_by_number_and_by_login(city: World) -> None:
    admin = await granted(city)
    await city.roster(
        students=[StudentRow(each, name) for each, name in (("TEST-1", "Ann"), ("P777", "Bo"), ("S9", "Cy"))],
        staff=[StaffRow("P777", "Bo"), StaffRow("P9", "Cy")],
        logins=[LoginRow(ISSUER, f"cy-{city.code}", student="S9")],
    )
    assert [each["number"] for each in await found(admin, "test_students")] == ["TEST-1"]
    among_staff = await found(admin, "staff_among_students")
    assert [(each["number"], each["found"], each["events"]) for each in among_staff] == [("P777", 1, [])]
    await city.sql(
        "insert into logins (institution_id, issuer, subject, staff_id)"
        " select institution_id, 'https://other.example', :subject, staff_id from staff"
        " where institution_id = :institution_id and number = 'P9' on conflict do nothing",
        subject=f"cy-{city.code}",
    )
    assert [each["number"] for each in await found(admin, "staff_among_students")] == ["P777", "S9"]


@pytest.mark.row("CI-9")
async def test_each_student_who_is_shown_reads_who_looked_and_why(city: World) -> None:
    admin = await granted(city)
    twice, well = await city.student(), await city.student()
    await city.deliver(event(twice, "moodle", city.yesterday), event(well, "moodle", city.yesterday))
    await city.deliver(event(twice, "moodle", city.yesterday))
    assert len(await found(admin, "duplicates")) == 1
    (look,) = (await twice.read(f"{twice.path}/access-records"))["items"]
    assert (look["purpose"], look["role"]) == ("service_support", "admin")
    assert sorted(look["sections"]) == ["engagement", "student"]
    assert (await well.read(f"{well.path}/access-records"))["items"] == []
    refused = await asked(admin, "duplicates", headers={"Attune-Purpose": "discipline"})
    assert refused.status_code == 403
    without = {name: each for name, each in admin.headers.items() if name != "Attune-Purpose"}
    unsaid = await city.client.get("/v1/data-quality/duplicates/students", headers=without)
    assert (unsaid.status_code, unsaid.json()["purposes"]) == (400, ["engagement_support", "service_support"])


@pytest.mark.row("CI-9")
@pytest.mark.parametrize("check", CHECKS)
async def test_it_opens_nobody(city: World, check: str) -> None:
    """An administrator without a grant, or with one for others, is shown nobody; other people are refused."""
    await city.roster(students=[StudentRow("TEST-P777", "Ann")], staff=[StaffRow("TEST-P777", "Ann")])
    student = await city.student()
    twice = [event(student, "moodle", city.moment.now + timedelta(hours=3)) for _ in range(2)]
    await city.deliver(*twice)
    admin = await city.tutor(roles.ADMIN)
    assert await found(admin, check) == []
    for role in (roles.PERSONAL_TUTOR, roles.SCHOOL, roles.BOARD, Role("data_protection")):
        person = await city.tutor(role)
        assert (await asked(person, check)).status_code == 403, role
    assert (await asked(student, check)).status_code == 403


@pytest.mark.row("CI-9")
async def test_a_grant_for_one_school_shows_its_students_alone(city: World) -> None:
    admin = await granted(city, "CLES")
    await city.add_college("ART", "Art", "MA")
    student, other = await city.student(), await city.student(programme="MA", college="ART")
    for _ in range(2):
        await city.deliver(*(event(each, "moodle", city.yesterday) for each in (student, other)))
    assert [each["number"] for each in await found(admin, "duplicates")] == [student.number]
    everybody = await found(await granted(city), "duplicates")
    assert [each["number"] for each in everybody] == [student.number, other.number]


@pytest.mark.row("CI-9")
async def test_it_goes_page_by_page_through_students(city: World) -> None:
    """A page is so many students who are looked at, however many of them are found."""
    admin = await granted(city)
    students = [await city.student() for _ in range(5)]
    wrong = [students[1], students[4]]
    for _ in range(2):
        await city.deliver(*(event(each, "moodle", city.yesterday) for each in wrong))
    pages, cursor = [], None
    while True:
        answer = (await asked(admin, "duplicates", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        pages.append([each["number"] for each in answer["items"]])
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert pages == [[students[1].number], [], [students[4].number]]


@pytest.mark.row("CI-9")
async def test_whoever_is_restricted_is_not_shown(city: World) -> None:
    admin, student = await granted(city), await city.student()
    for _ in range(2):
        await city.deliver(event(student, "moodle", city.yesterday))
    assert len(await found(admin, "duplicates")) == 1
    await restricted(city, student)
    assert await found(admin, "duplicates") == []


async def test_a_check_of_sources_is_about_no_student(city: World) -> None:
    admin = await granted(city)
    for check in ("unusual_count", "silent_source", "nothing"):
        assert (await asked(admin, check)).status_code == 422


async def test_where_activity_rests_on_consent_only_students_as_such_are_shown(world: World) -> None:
    admin = await world.tutor(roles.ADMIN, roles.PERSONAL_TUTOR)
    await world.roster(students=[StudentRow("TEST-1", "Ann")])
    purpose = {"Attune-Purpose": "tutoring"}
    refused = await asked(admin, "duplicates", headers=purpose)
    assert (refused.status_code, "consent" in refused.json()["detail"]) == (403, True)
    assert await found(admin, "test_students", headers=purpose) == [], "no student of theirs"
    alone = await asked(await world.tutor(roles.ADMIN), "test_students", headers=purpose)
    assert (alone.status_code, "no role of yours opens students" in alone.json()["detail"]) == (403, True)
