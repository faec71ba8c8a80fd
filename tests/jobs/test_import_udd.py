"""A UDD delivery in: what became of it, that twice is once, and what gives nobody anything."""

from datetime import date
from typing import Any

import pytest

from app.errors import InvalidInput
from app.jobs.import_package import PackageImport
from app.jobs.import_udd import import_udd
from app.wire.packages import Outcome
from tests.wire.udd_delivery import Rows, delivery, files, link, membership
from tests.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture
async def bare(world: World) -> World:
    return await world.create_another("exeter")


async def bring(world: World, given: Rows) -> PackageImport:
    async with world.context() as context:
        return await import_udd(context, files(given))


def left(done: PackageImport, outcome: Outcome = Outcome.NOT_MAPPED) -> dict[str, str]:
    return {each.pointer: each.detail for each in done.findings if each.outcome is outcome}


async def rows(world: World, sql: str) -> list[tuple[Any, ...]]:
    return await world.sql(f"{sql} where each.institution_id = :institution_id order by 1, 2")


BY_STUDENT = "join students s using (institution_id, student_id)"


async def test_a_delivery_becomes_a_roster_sessions_and_marks_and_twice_is_once(bare: World) -> None:
    done = await bring(bare, delivery())
    assert left(done) == {"/studentassessmentinstance.tsv/2/ASSESS_SEQ_ID": "a later attempt counts"}
    assert await rows(bare, "select code, kind from org_units each") == [
        ("ARTS", "college"), ("CRIM", "unit"), ("LAW", "college"), ("UNI1", "unit"),
    ]  # fmt: skip
    assert await rows(bare, "select code, starts_on, ends_before from module_runs each") == [
        ("LAW1-18", date(2018, 9, 24), date(2018, 12, 15))
    ]
    assert await rows(
        bare,
        "select s.number, starts_on, o.code, level, study_mode, residence, year_of_study, sponsored from"
        f" registrations each {BY_STUDENT}"
        " join org_units o on o.institution_id = each.institution_id and o.org_unit_id = each.college_id",
    ) == [
        (each, date(2018, 9, 24), "LAW", "undergraduate", "part_time", "on_campus", 1, False)
        for each in ("s1", "s2")
    ]
    names = f"select s.number, system, identifier from student_identifiers each {BY_STUDENT}"
    assert await rows(bare, names) == [
        ("s1", "udd", "s1"), ("s1", "vle", "1001"), ("s2", "card", "77"), ("s2", "udd", "s2"),
    ]  # fmt: skip
    assert await rows(
        bare,
        f"select s.number, f.number, each.starts_on, kind from tutorships each {BY_STUDENT}"
        " join staff f using (institution_id, staff_id)",
    ) == [("s1", "t1", date(2018, 9, 24), "personal_tutor")]
    assert await rows(bare, f"select s.number, status from attendance each {BY_STUDENT}") == [
        ("s1", None),
        ("s2", None),
    ]
    marks = f"select s.number, mark, confirmed_on, submitted_on from submissions each {BY_STUDENT}"
    assert await rows(bare, marks) == [
        ("s1", 62.0, date(2018, 11, 16), date(2018, 10, 31)),  # AGREED, of 50
        ("s2", 80.0, None, date(2018, 10, 31)),  # ACTUAL: no board has confirmed it
    ]
    await bare.sql(
        "update attendance set status = 'present' where institution_id = :institution_id returning 1"
    )
    again = await bring(bare, delivery())
    assert all((each.inserted, each.updated) == (0, 0) for each in again.changes.values())
    assert await rows(bare, f"select s.number, status from attendance each {BY_STUDENT}") == [
        ("s1", "present"), ("s2", "present"),
    ], "UDD says who is expected, and never takes back who came"  # fmt: skip


async def test_what_must_not_be_loaded_is_ignored_and_said(bare: World) -> None:
    done = await bring(bare, delivery())
    ignored = left(done, Outcome.IGNORED)
    assert ignored.keys() == {
        "/student.tsv/DOB", "/student.tsv/ETHNICITY", "/student.tsv/PRIMARY_EMAIL_ADDRESS",
        "/studentcoursemembership.tsv/VISA",
    }  # fmt: skip
    assert "statistics" in ignored["/student.tsv/ETHNICITY"]


async def test_a_profile_with_visa_rules_knows_who_is_sponsored(bare: World) -> None:
    nottingham = await bare.create_another("nottingham")
    given = delivery()
    given["stafflink"] = []
    given.pop("stafflink")
    done = await bring(nottingham, given)
    assert "/studentcoursemembership.tsv/VISA" not in left(done, Outcome.IGNORED)
    assert await rows(nottingham, f"select s.number, sponsored from registrations each {BY_STUDENT}") == [
        ("s1", True), ("s2", False),
    ]  # fmt: skip


async def test_a_link_that_does_not_name_this_service_gives_nobody_anything(bare: World) -> None:
    given = delivery()
    given["stafflink"] = [
        link("STUDENT_ID", "s1", "personal_tutor", scope="dashboard"),
        link("STUDENT_ID", "s2", "relates_to"),
        link("STUDENT_ID", "s9", "personal_tutor"),
    ]
    done = await bring(bare, given)
    assert {pointer for pointer in left(done) if "stafflink" in pointer} == {
        "/stafflink.tsv/2/SCOPE", "/stafflink.tsv/3/RELATIONSHIP", "/stafflink.tsv/4/PROPERTY_VALUE",
    }  # fmt: skip
    assert await bare.sql("select 1 from tutorships where institution_id = :institution_id") == []
    assert await bare.sql("select 1 from teaching where institution_id = :institution_id") == []


async def test_who_is_on_two_courses_at_once_is_registered_on_the_first(bare: World) -> None:
    given = delivery()
    given["studentcoursemembership"].append(
        membership("m3", "s1", COURSE_ID="MUS", COURSE_JOIN_DATE="2018-10-01")
    )
    done = await bring(bare, given)
    assert left(done)["/studentcoursemembership.tsv/4"].startswith(
        "no registration: the student is registered on"
    )
    given = delivery()
    given["studentcoursemembership"][0]["COURSE_END_DATE"] = "2018-10-31"
    given["studentcoursemembership"].append(
        membership("m3", "s1", COURSE_ID="MUS", COURSE_JOIN_DATE="2018-11-01")
    )
    await bring(bare, given)
    spells = f"select s.number, starts_on, ends_before from registrations each {BY_STUDENT}"
    assert (await rows(bare, spells))[:2] == [
        ("s1", date(2018, 9, 24), date(2018, 11, 1)), ("s1", date(2018, 11, 1), None),
    ]  # fmt: skip


async def test_nothing_is_stored_where_the_roster_refuses_a_row_and_the_row_is_named(bare: World) -> None:
    given = delivery()
    given["studentmoduleinstance"][1]["STUDENT_ID"] = "s9"
    with pytest.raises(InvalidInput) as refused:
        await bring(bare, given)
    assert [(each.pointer, each.detail) for each in refused.value.faults] == [
        ("/studentmoduleinstance.tsv/3", "student: is not among the students")
    ]
    given = delivery()
    given["studentidmap"].append({"STUDENT_ID": "s1", "DOMAIN": "card", "IDENTIFIER": "77"})
    with pytest.raises(InvalidInput) as refused:
        await bring(bare, given)
    assert refused.value.faults[0].pointer == "/studentidmap.tsv/3/IDENTIFIER"
    assert await bare.sql("select 1 from students where institution_id = :institution_id") == []
