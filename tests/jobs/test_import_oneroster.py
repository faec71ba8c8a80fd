"""A OneRoster package in: what became of it, that twice is once, and what a delta and a bulk end."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.errors import InvalidInput
from app.jobs.import_oneroster import import_oneroster
from app.jobs.import_package import PackageImport
from app.wire.packages import Outcome, unzip_bytes
from tests import roles
from tests.wire.oneroster_package import Tables, enrolment, files, gradebook, role, tables, zipped
from tests.world import World

pytestmark = pytest.mark.anyio

LEVEL = "undergraduate"


async def bring(world: World, given: Tables, mode: str = "bulk", level: str | None = LEVEL) -> PackageImport:
    async with world.context() as context:
        return await import_oneroster(context, unzip_bytes(zipped(files(given, mode))), level=level)


def left(done: PackageImport, outcome: Outcome = Outcome.NOT_MAPPED) -> dict[str, str]:
    return {each.pointer: each.detail for each in done.findings if each.outcome is outcome}


async def stored(world: World, noun: str, columns: str) -> list[tuple[Any, ...]]:
    """Rows of a table with people's numbers and codes in place of ids."""
    joins = {
        "enrolments": "join students s using (institution_id, student_id)"
        " join module_runs r using (institution_id, module_run_id)",
        "teaching": "join staff s using (institution_id, staff_id)"
        " join module_runs r using (institution_id, module_run_id)",
        "registrations": "join students s using (institution_id, student_id)"
        " join programmes p using (institution_id, programme_id)"
        " join org_units o on o.institution_id = each.institution_id and o.org_unit_id = each.college_id",
    }
    return await world.sql(
        f"select {columns} from {noun} each {joins.get(noun, '')}"
        " where each.institution_id = :institution_id order by 1, 2"
    )


@pytest.fixture
async def bare(world: World) -> World:
    return await world.create_another("exeter")


async def test_a_package_becomes_a_roster_and_the_same_once_more_changes_nothing(bare: World) -> None:
    done = await bring(bare, tables() | gradebook())
    assert {noun: each.inserted for noun, each in done.changes.items()} == {
        "org_units": 3, "programmes": 2, "modules": 1, "module_runs": 1, "staff": 1, "teaching": 1,
        "students": 2, "identifiers": 6, "registrations": 2, "enrolments": 2,
    }  # fmt: skip
    assert await stored(bare, "org_units", "code, kind, name") == [
        ("CRIM", "unit", "Criminal Law"), ("LAW", "college", "Law School"), ("UNI", "unit", "The university"),
    ]  # fmt: skip
    assert await stored(bare, "module_runs", "code, academic_year, starts_on, ends_before") == [
        ("LAW1-18", 2018, date(2018, 9, 24), date(2018, 12, 15))
    ]
    assert await stored(bare, "registrations", "s.number, p.code, o.code, starts_on, ends_before, level") == [
        ("s1", "LAW", "LAW", date(2018, 9, 24), None, LEVEL),
        # No day is given: the school year of the class. A department's college is the School above it.
        ("s2", "CRIM", "LAW", date(2018, 9, 24), date(2019, 6, 15), LEVEL),
    ]
    assert await stored(bare, "staff", "number, name, email") == [("t1", "Tessa Teacher", "tess@uni.example")]
    assert ("s1", "vle", "1001") in await bare.sql(
        "select s.number, i.system, i.identifier from student_identifiers i"
        " join students s using (institution_id, student_id) where i.institution_id = :institution_id"
    )
    again = await bring(bare, tables() | gradebook())
    assert {noun: (each.inserted, each.updated) for noun, each in again.changes.items()} == dict.fromkeys(
        done.changes, (0, 0)
    )


async def test_what_has_no_place_is_reported_and_special_categories_are_not_loaded(bare: World) -> None:
    given = tables() | gradebook()
    given["users"][0] |= {"password": "secret", "phone": "01392 1"}
    given["orgs"][0]["metadata.colour"] = "blue"
    done = await bring(bare, given)
    assert left(done) == {
        "/users.csv/5": "no role says student or staff:"
        " guardians, parents, relatives and others are not loaded",
        "/enrollments.csv/5/role": "only students are enrolled, and teachers teach:"
        " by this role nobody sees a student",
    }
    ignored = left(done, Outcome.IGNORED)
    assert ignored["/demographics.csv"].startswith("data of special categories are not loaded")
    assert {
        "/results.csv",
        "/users.csv/password",
        "/users.csv/phone",
        "/orgs.csv/metadata.colour",
    } <= ignored.keys()


async def test_nothing_is_stored_of_a_package_with_a_fault_also_one_that_only_the_roster_sees(
    bare: World,
) -> None:
    given = tables()
    given["roles"].append(role("r9", "s1", "student", "CRIM", beginDate="2018-11-01"))
    with pytest.raises(InvalidInput) as refused:
        await bring(bare, given)
    assert {(each.pointer, each.detail) for each in refused.value.faults} == {
        ("/roles.csv/2", "overlaps another registration of the same student"),
        ("/roles.csv/6", "overlaps another registration of the same student"),
    }
    given = tables()
    given["users"][1]["userIds"] = "{vle:1001}"
    with pytest.raises(InvalidInput) as refused:
        await bring(bare, given)
    assert [each.pointer for each in refused.value.faults] == ["/users.csv/3/userIds"]
    with pytest.raises(InvalidInput) as refused:
        await bring(bare, tables(), level="sixth form")
    assert refused.value.faults[0].detail.startswith("must be one of undergraduate, ")
    given = tables() | gradebook()
    given["results"][0]["score"] = "good"  # in a file that is checked and not kept
    with pytest.raises(InvalidInput) as refused:
        await bring(bare, given)
    assert [each.pointer for each in refused.value.faults] == ["/results.csv/2/score"]
    assert await bare.sql("select 1 from org_units where institution_id = :institution_id") == []


async def test_names_and_codes_of_255_characters_are_stored_whole(bare: World) -> None:
    long = {"s1": "s" * 255, "LAW": "l" * 255, "LAW1": "m" * 255, "LAW1-18": "r" * 255, "t1": "t" * 255}
    given = {
        name: [{column: long.get(text, text) for column, text in row.items()} for row in rows]
        for name, rows in tables().items()
    }
    given["users"][0] |= {"familyName": "a" * 255, "username": "u" * 255, "userIds": f"{{vle:{'i' * 255}}}"}
    given["courses"][0]["title"] = "Tort\tand more" + "o" * 242
    await bring(bare, given)
    assert await stored(bare, "enrolments", "s.number, s.name, r.code") == [
        ("s2", "Bob Baker", long["LAW1-18"]), (long["s1"], f"Ann {'a' * 255}", long["LAW1-18"]),
    ]  # fmt: skip
    assert await stored(bare, "modules", "code, title") == [(long["LAW1"], "Tort and more" + "o" * 242)]
    again = await bring(bare, given)
    assert all((each.inserted, each.updated) == (0, 0) for each in again.changes.values())


async def test_without_a_level_nobody_is_registered_and_columns_of_ones_own_say_it(bare: World) -> None:
    done = await bring(bare, tables(), level=None)
    assert "registrations" not in done.changes
    assert left(done)["/roles.csv/2"].startswith("no registration: OneRoster has no levels")
    given = tables()
    given["roles"][0] |= {
        "metadata.level": "postgraduate_taught", "metadata.programme": "LLM",
        "metadata.programmeTitle": "Master of Laws",
        "metadata.sponsored": "true",
    }  # fmt: skip
    await bring(bare, given)
    assert (await stored(bare, "registrations", "s.number, p.code, level, sponsored"))[0] == (
        "s1", "LLM", "postgraduate_taught", True,
    )  # fmt: skip


async def test_a_delta_changes_what_it_names_and_ends_what_is_to_be_deleted(bare: World) -> None:
    await bring(bare, tables())
    gone = {"status": "tobedeleted"}
    delta: Tables = {
        "users": [tables()["users"][0] | {"familyName": "Ash"}, tables()["users"][1] | gone],
        "enrollments": [tables()["enrollments"][0] | gone, tables()["enrollments"][2] | gone],
        "roles": [tables()["roles"][0] | gone],
        "courses": [tables()["courses"][0] | gone],
    }
    done = await bring(bare, delta, "delta")
    day = date(2018, 11, 20)  # of `dateLastModified`
    assert await stored(bare, "students", "number, name") == [("s1", "Ann Ash"), ("s2", "Bob Baker")]
    assert await stored(bare, "enrolments", "s.number, r.code, each.ends_before") == [
        ("s1", "LAW1-18", day), ("s2", "LAW1-18", None),
    ]  # fmt: skip
    assert await stored(bare, "teaching", "s.number, r.code, each.ends_before") == [("t1", "LAW1-18", day)]
    assert (await stored(bare, "registrations", "s.number, starts_on, ends_before"))[0][2] == day
    assert {pointer for pointer in left(done) if "deleted" in left(done)[pointer]} == {
        "/users.csv/3",
        "/courses.csv/2",
    }
    again = await bring(bare, delta, "delta")
    assert all((each.inserted, each.updated) == (0, 0) for each in again.changes.values())


async def test_who_is_missing_from_a_bulk_package_has_left_the_class_today(bare: World) -> None:
    await bring(bare, tables())
    fewer = tables()
    fewer["enrollments"] = [enrolment("e1", "s1", "student", beginDate="2018-09-24")]
    bare.moment.now += timedelta(days=1)
    done = await bring(bare, fewer)
    assert await stored(bare, "enrolments", "s.number, r.code, each.ends_before") == [
        ("s1", "LAW1-18", None), ("s2", "LAW1-18", bare.today),
    ]  # fmt: skip
    assert await stored(bare, "teaching", "s.number, r.code, each.ends_before") == [
        ("t1", "LAW1-18", bare.today)
    ]
    again = await bring(bare, fewer)
    assert done.changes["enrolments"].updated == 1
    assert all((each.inserted, each.updated) == (0, 0) for each in again.changes.values())


async def test_a_delta_with_classes_brings_the_days_of_their_terms(bare: World) -> None:
    await bring(bare, tables())
    with pytest.raises(InvalidInput) as refused:
        await bring(bare, {"classes": tables()["classes"]}, "delta")
    assert [(each.pointer, each.detail) for each in refused.value.faults] == [
        ("/classes.csv/2/termSourcedIds",
         "academicSessions.csv of this package must have it: a class is held on its terms' days"),
    ]  # fmt: skip
    with_terms = {name: tables()[name] for name in ("classes", "academicSessions")}
    done = await bring(bare, with_terms, "delta")
    assert done.changes["module_runs"].unchanged == 1


async def test_a_teacher_of_a_package_sees_the_class_and_its_parents_see_nobody(bare: World) -> None:
    await bring(bare, tables())
    assert await stored(bare, "staff", "number, name") == [("t1", "Tessa Teacher")]
    assert await bare.sql("select 1 from tutorships where institution_id = :institution_id") == []
    admin = await bare.tutor(roles.ADMIN)
    entries = (await admin.read("/v1/admin/audit-entries"))["items"]
    imported = [each["after"] for each in entries if each["action"] == "roster imported"]
    assert {"new": 2, "changed": 0} in [each.get("students") for each in imported]
