"""Queen Mary: data for statistics alone sit apart, and only figures about groups come out (QM-4).

Most of it is asked of the made-up profile of `profiles/every_reach.yaml`, which has a role for every way of
reaching students, and publishes them just so.
"""

import json
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app.auth.demo_issuer import ISSUER
from app.db.pool import open_pool
from app.db.query import query
from app.db.transaction import Database, Transaction
from app.devtools.load_synthetic import make_up_statistics
from app.devtools.synthetic.university import University
from app.disclosure.variables import CATEGORIES, CODES, GroupKind, Variable
from app.errors import Conflict, InvalidInput
from app.jobs.import_roster import import_roster
from app.jobs.import_statistics import Imported, import_statistics, publish_statistics
from app.wire.csv_rows import Reject
from app.wire.roster import EnrolmentRow, RegistrationRow, StudentRow
from tests import roles
from tests.apart import is_spread
from tests.disclosure.scales import SCALES
from tests.world import OPENING, Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("QM-4")]

COLUMNS = ("student_number", "date_of_birth", *CODES)
RARE = ("1987-06-05", "15", "3", "58", "X02", "8", "8", "2")
"""Nobody else has any of these."""
MANY = 1_199
"""Everybody else: so many that noise hardly ever suppresses half of them."""
SECRET = {*RARE} - {"3", "8", "2"}
"""Those that stand nowhere else."""


def line(number: str, *values: str) -> str:
    return ",".join((number, *values))


def usual(numbers: list[str]) -> Iterator[str]:
    for number, gender, ethnicity in zip(numbers, cycle("12"), cycle(("10", "10", "31", "22")), strict=False):
        yield line(number, "1999-10-01", ethnicity, gender, "00", "P50", "1", "2", "1")


async def take(world: World, path: Path, lines: list[str], rejects: list[Reject] | None = None) -> Imported:
    path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), "utf-8")  # noqa: ASYNC240 (a test)
    return await import_statistics(
        path, partial(world.runtime.context, world.code), (rejects if rejects is not None else []).append
    )


async def publish(world: World, academic_year: int = 2018) -> None:
    async with world.context() as context:
        await publish_statistics(context, academic_year)


async def fill(world: World, many: int, *, programme: str = "BSC") -> list[str]:
    """Students without a login, on the programme and on a module run."""
    numbers = [f"X{world.made + at:05}" for at in range(1, many + 1)]
    world.made += many
    await world.roster(
        students=[StudentRow(each, None) for each in numbers],
        registrations=[
            RegistrationRow(each, OPENING, None, programme, "CLES", "undergraduate") for each in numbers
        ],
        enrolments=[EnrolmentRow(each, "BIO1-18") for each in numbers],
    )
    return numbers


@pytest.fixture
async def told(wide: World, tmp_path: Path) -> tuple[World, Person]:
    """A university with statistics of 2018, and the one student of whom somebody wants to know."""
    student = await wide.student(consent=True)
    numbers = await fill(wide, MANY)
    await take(wide, tmp_path / "s.csv", [line(student.number, *RARE), *usual(numbers)])
    await publish(wide)
    return wide, student


async def test_only_counts_and_shares_of_groups_come_out(told: tuple[World, Person]) -> None:
    world, student = told
    analyst, admin = await world.tutor(roles.ANALYST), await world.tutor(roles.ADMIN)
    read = await analyst.read("/v1/statistics/gender")
    assert (read["group"], read["academic_year"]) == ("institution", 2018)
    shown = {each["category"]: each for each in read["categories"]}
    assert set(shown) == set(CATEGORIES[Variable.GENDER])
    for each in ("male", "female"):
        assert shown[each]["people"] % 5 == 0
        assert shown[each]["suppressed"] is False
    assert shown["other"] == {
        "category": "other",
        "people": None,
        "share": None,
        "suppressed": True,
        "reason": "too few people to tell, or too like another group",
    }
    assert await analyst.read("/v1/statistics/gender") == read, "asked again, the same"
    assert str(student.id) not in str(read)
    entries = await admin.audit()
    (audited, _) = [each for each in entries if each["action"] == "statistics read"]
    assert audited["subject"] == "statistics/gender"
    assert audited["after"]["purpose"] == "equality"


async def test_staff_say_for_what_and_only_for_what_the_profile_says(told: tuple[World, Person]) -> None:
    world, _ = told
    analyst = await world.tutor(roles.ANALYST)
    token = {"Authorization": analyst.headers["Authorization"]}
    answers = {
        purpose: await world.client.get(
            "/v1/statistics/gender", headers=token | ({"Attune-Purpose": purpose} if purpose else {})
        )
        for purpose in ("", "equality", "tutoring", "curiosity")
    }
    codes = {purpose: each.status_code for purpose, each in answers.items()}
    assert codes == {"": 400, "equality": 200, "tutoring": 403, "curiosity": 422}
    assert answers[""].json()["purposes"] == ["equality"]


async def test_groups_are_those_that_the_institution_makes(told: tuple[World, Person]) -> None:
    world, _ = told
    analyst = await world.tutor(roles.ANALYST)
    ((programme,),) = await world.sql(
        "select programme_id from programmes where institution_id = :institution_id and code = 'BSC'"
    )
    path = "/v1/statistics/ethnicity"
    of_programme = await analyst.get(path, group="programmes", group_id=programme)
    # Everybody is on the one programme: it is the institution again, and gives way.
    assert of_programme.json()["people"] is None
    assert all(each["suppressed"] for each in of_programme.json()["categories"])
    assert (await analyst.get(path, group="programmes")).status_code == 422
    assert (await analyst.get(path, group="programmes", group_id=uuid4())).status_code == 404
    assert (await analyst.get(path, group="institution", group_id=uuid4())).status_code == 404
    assert (await analyst.get(path, academic_year=2017)).status_code == 404
    assert (await analyst.get("/v1/statistics/shoe_size")).status_code == 422


async def test_an_institution_without_the_entry_publishes_none(world: World) -> None:
    answer = await (await world.tutor(roles.ANALYST)).get("/v1/statistics/gender")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-collected")


async def test_a_file_is_stored_as_a_whole_or_not_at_all(wide: World, tmp_path: Path) -> None:
    a, b = await wide.student(), await wide.student()
    rejects: list[Reject] = []
    lines = [
        line(a.number, "1999-10-01", "10", "1", "00", "P50", "1", "2", "1"),
        line(b.number, "2999-10-01", "white", "1", "00", "P50", "1", "2", "1"),
    ]
    with pytest.raises(InvalidInput, match="1 lines have a fault"):
        await take(wide, tmp_path / "f.csv", lines, rejects)
    (fault,) = rejects
    assert "ethnicity: must be empty or one of 10, 13" in fault.reason
    assert "date_of_birth: must lie before today" in fault.reason
    assert await rows_of(wide) == 0
    done = await take(wide, tmp_path / "g.csv", [lines[0], line("nobody", *[""] * 8)], rejects)
    assert done == Imported(stored=1, unknown=1)
    assert await take(wide, tmp_path / "g.csv", lines[:1]) == Imported(stored=1, unknown=0)
    admin = await wide.tutor(roles.ADMIN)
    entries = (await admin.read("/v1/admin/audit-entries", limit=200))["items"]
    imported = [each["after"] for each in entries if each["action"] == "statistics imported"]
    assert sorted(each["unknown"] for each in imported) == [0, 1]
    assert all(set(each) == {"stored", "unknown"} for each in imported)


async def test_a_year_is_published_once(told: tuple[World, Person]) -> None:
    world, _ = told
    with pytest.raises(Conflict, match="cannot be made again"):
        await publish(world)


async def rows_of(world: World, student: Person | None = None) -> int:
    """As the owner of the database, which no service connects as."""
    async with world.owner() as owner:
        found: int = await owner.fetchval(
            "select count(*) from statistics.student_statistics where institution_id = $1"
            " and ($2::uuid is null or student_id = $2)",
            world.institution.institution_id,
            student.id if student else None,
        )
    return found


# --- nothing individual comes out: `test_queen_mary_nothing_individual.py` tries it by every way there is ---


async def test_no_schema_of_the_answer_has_a_student(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    for name in ("StatisticsOut", "CategoryOut"):
        assert "student" not in json.dumps(list(schemas[name]["properties"]))


async def refused(transaction: Transaction, statement: str) -> None:
    await transaction.connection.execute("savepoint refused")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await transaction.connection.execute(statement)
    await transaction.connection.execute("rollback to savepoint refused")


async def test_an_import_does_not_say_whether_a_guess_was_right(
    told: tuple[World, Person], tmp_path: Path
) -> None:
    world, student = told
    right = await take(world, tmp_path / "a.csv", [line(student.number, *RARE)])
    wrong = await take(world, tmp_path / "b.csv", [line(student.number, *RARE[:1], "10", *RARE[2:])])
    assert right == wrong == Imported(stored=1, unknown=0)


async def test_noise_cannot_be_drawn_again_by_rolling_back(told: tuple[World, Person]) -> None:
    """A transaction does not read what it has made itself; rolled back, it is gone, and so is the noise."""
    world, _ = told
    analyst = await world.tutor(roles.ANALYST)
    async with open_pool(world.urls.operator, size=1) as pool:
        for _ in range(3):
            async with Database(pool).transaction() as transaction:
                await transaction.connection.execute("savepoint s")
                await transaction.execute(
                    query("select attune_act_as_operator(cast(:of as uuid))"),
                    of=world.institution.institution_id,
                )
                await transaction.execute(
                    query("select attune_publish_statistics(2019, '2018-11-20', now())")
                )
                await refused(
                    transaction, "select * from attune_statistics('gender', 'institution', null, 2019)"
                )
                await transaction.connection.execute("rollback to savepoint s")
    async with world.owner() as owner, owner.transaction():  # even with the duty, in the same transaction
        await owner.execute(
            "select set_config('attune.institution_id', $1, true),"
            " set_config('attune.operator', 'on', true), set_config('attune.duties', 'analyse', true)",
            str(world.institution.institution_id),
        )
        assert await owner.fetchval("select attune_publish_statistics(2019, '2018-11-20', now())")
        found = await owner.fetch(
            "select * from attune_statistics('gender', 'institution', $1, 2019)",
            world.institution.institution_id,
        )
        # Through a coordinator, the owner's transaction is another node's.
        assert found == [] or is_spread()
    assert (await analyst.get("/v1/statistics/gender", academic_year=2019)).status_code == 200, "committed"


async def test_nobody_is_counted_in_more_than_four_years(told: tuple[World, Person], tmp_path: Path) -> None:
    """However often an import brings them again, and whichever years somebody thinks of."""
    world, student = told
    for year in (2019, 2020, 2021, 2022, 2023):
        await publish(world, year)
        await take(world, tmp_path / "again.csv", [line(student.number, *RARE)])
    async with world.owner() as owner:
        counted = await owner.fetch(
            "select distinct counted from statistics.student_statistics where institution_id = $1",
            world.institution.institution_id,
        )
        figures = await owner.fetch(
            "select distinct academic_year from statistics.figures where institution_id = $1 order by 1",
            world.institution.institution_id,
        )
    assert [each["counted"] for each in counted] == [4]
    assert [each["academic_year"] for each in figures] == [2018, 2019, 2020, 2021]


# --- the groups ---


async def test_no_two_groups_that_can_be_asked_for_differ_by_fewer_than_ten(
    wide: World, tmp_path: Path
) -> None:
    """Over all pairs of what is published, by who was counted in each."""
    sizes = {"BSC": 200, "P2": 60, "P3": 14, "P4": 9}
    numbers: list[str] = []
    for code, many in sizes.items():
        if code != "BSC":
            await wide.add_college(f"C-{code}", f"Programme {code}", code)
        numbers += await fill(wide, many, programme=code)
    await wide.add_module_run("NEAR-18")
    await wide.roster(enrolments=[EnrolmentRow(each, "NEAR-18") for each in numbers[:195]])
    await take(wide, tmp_path / "g.csv", list(usual(numbers)))
    await publish(wide)
    async with wide.owner() as owner:
        of = wide.institution.institution_id
        published = {
            (each[0], each[1])
            for each in await owner.fetch(
                "select distinct group_kind, group_id from statistics.figures where institution_id = $1", of
            )
        }
        rows = await owner.fetch(
            "select 'institution' as kind, $1::uuid as id, student_id from students where institution_id = $1"
            " union all select 'colleges', college_id, student_id from registrations"
            " where institution_id = $1"
            " union all select 'programmes', programme_id, student_id from registrations"
            " where institution_id = $1"
            " union all select 'module-runs', module_run_id, student_id from enrolments"
            " where institution_id = $1",
            of,
        )
    members: dict[tuple[str, UUID], set[UUID]] = {}
    for kind, identifier, student in rows:
        members.setdefault((kind, identifier), set()).add(student)
    pairs = [(a, b) for a in published for b in published if a < b]
    assert len(published) >= 3
    assert len(members) > len(published)
    assert all(len(members[each]) >= 10 for each in published)
    assert all(len(members[a] ^ members[b]) >= 10 for a, b in pairs)


# --- erasure and retention ---


async def test_an_erasure_takes_the_statistics_along_and_says_so(told: tuple[World, Person]) -> None:
    world, student = told
    desk = await world.tutor(roles.INFORMATION_DESK)
    asked = await student.do(f"{student.path}/requests", {"kind": "erasure"})
    path = f"/v1/requests/{asked['request_id']}"
    preview = await desk.read(f"{path}/erasure-preview", how="delete")
    assert "student_statistics" in {each["table"] for each in preview["deleted"]}
    assert await rows_of(world, student) == 1
    details = {"how": "delete", "confirm": student.number}
    await desk.do(f"{path}/answer", {"outcome": "upheld", "reason": "Done.", "details": details})
    assert await rows_of(world, student) == 0
    assert await rows_of(world) == MANY


async def test_the_lists_of_the_database_are_those_of_the_product(world: World) -> None:
    async with world.owner() as owner:
        rows = await owner.fetch("select variable, code, category from statistics.codes")
        kinds = await owner.fetch("select group_kind, noise, most_groups from statistics.group_kinds")
    assert {(each["variable"], each["code"]): each["category"] for each in rows} == {
        (variable, code): category for variable, codes in CODES.items() for code, category in codes.items()
    }
    assert {each["group_kind"]: (each["noise"], each["most_groups"]) for each in kinds} == SCALES
    assert list(SCALES) == list(GroupKind)


async def test_a_synthetic_university_makes_them_up_apart(wide: World) -> None:
    made = University(wide.profile, 7, wide.yesterday, wide.yesterday, ISSUER, 60)
    assert "ethnicity" not in str(made.members)
    async with wide.context() as context:
        await import_roster(context, made.roster)
        await make_up_statistics(context, made)
    assert await rows_of(wide) == 60
    async with wide.owner() as owner:
        odd = await owner.fetchval(
            "select count(*) from statistics.student_statistics s where institution_id = $1 and not exists"
            " (select from statistics.codes c where c.variable = 'ethnicity' and c.code = s.ethnicity)",
            wide.institution.institution_id,
        )
    assert odd == 0


async def test_queen_mary_publishes_them_of_groups(queen_mary: World, tmp_path: Path) -> None:
    numbers = await fill(queen_mary, 300)
    await take(queen_mary, tmp_path / "q.csv", list(usual(numbers)))
    await publish(queen_mary)
    analyst = await queen_mary.tutor(roles.ANALYST)
    for variable in Variable:
        read = await analyst.read(f"/v1/statistics/{variable}")
        assert [each["category"] for each in read["categories"]] == list(CATEGORIES[variable])
    assert await rows_of(queen_mary) == 300
