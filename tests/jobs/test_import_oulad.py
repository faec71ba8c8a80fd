"""Importing OULAD: every line accounted for, nothing twice, nothing half."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.jobs.import_oulad import OuladReport, import_oulad
from app.wire.csv_rows import Reject
from tests.world import World

pytestmark = pytest.mark.anyio

EXTRACT = Path(__file__).resolve().parents[2] / "data" / "oulad-aaa-2013j"


@pytest.fixture
async def oulad(world: World) -> World:
    return await world.create_another("open_university")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the extract, to spoil."""
    copy = tmp_path / "oulad"
    shutil.copytree(EXTRACT, copy)
    return copy


async def take(world: World, directory: Path) -> tuple[OuladReport, list[Reject]]:
    rejects: list[Reject] = []
    report = await import_oulad(directory, world.context, rejects.append, lambda _step, _done: None)
    return report, rejects


async def totals(world: World) -> dict[str, int]:
    """What the database holds of this institution."""
    counted = {}
    for table in ("students", "enrolments", "submissions", "events"):
        found = await world.sql(f"select count(*) from {table} where institution_id = :institution_id")
        counted[table] = int(found[0][0])
    clicks = await world.sql(
        "select cast(coalesce(sum(quantity), 0) as int) from events where institution_id = :institution_id"
    )
    return counted | {"clicks": clicks[0][0]}


async def test_every_line_of_the_extract_is_taken(oulad: World) -> None:
    report, rejects = await take(oulad, EXTRACT)
    assert rejects == []
    assert {file.name: file.accepted for file in report.files} == {
        "courses.csv": 1,
        "assessments.csv": 6,
        "studentInfo.csv": 383,
        "studentRegistration.csv": 383,
        "studentAssessment.csv": 1633,
        "vle.csv": 211,
        "studentVle_AAA_2013J_part.csv": 13_905,
    }
    assert report.clicks == 61_980
    assert await totals(oulad) == {
        "students": 383,
        "enrolments": 383,
        "submissions": 1633,
        "events": 12_252,
        "clicks": 61_980,
    }


async def test_no_mark_of_the_dataset_is_confirmed_by_a_board(oulad: World) -> None:
    """It knows of none. Marks that were carried over flag nothing all the same."""
    await take(oulad, EXTRACT)
    marked = "select count(*) from submissions where mark is not null and institution_id = :institution_id"
    assert await oulad.sql(marked) > [(0,)]
    assert await oulad.sql(f"{marked} and confirmed_on is not null") == [(0,)]


async def test_a_second_import_changes_nothing(oulad: World) -> None:
    await take(oulad, EXTRACT)
    before = await totals(oulad)
    report, _ = await take(oulad, EXTRACT)
    assert all(file.stored.inserted == file.stored.updated == 0 for file in report.files)
    assert await totals(oulad) == before


async def test_rows_of_the_same_student_resource_and_day_are_summed(oulad: World) -> None:
    await take(oulad, EXTRACT)
    with (EXTRACT / "studentVle_AAA_2013J_part.csv").open() as file:
        mine = [row for row in csv.DictReader(file) if (row["id_student"], row["date"]) == ("28400", "-10")]
    expected = sum(int(row["sum_click"]) for row in mine)
    assert len(mine) > len({row["id_site"] for row in mine})
    found = await oulad.sql(
        "select cast(sum(quantity) as int), count(*), min(day) from events"
        " join students s using (institution_id, student_id)"
        " where institution_id = :institution_id and s.number = '28400' and day = '2013-09-21'"
    )
    assert found == [(expected, len({row["id_site"] for row in mine}), date(2013, 9, 21))]


async def test_what_is_said_anew_replaces_what_was_said_before(oulad: World, directory: Path) -> None:
    await take(oulad, EXTRACT)
    clicks = directory / "studentVle_AAA_2013J_part.csv"
    header, first, *others = clicks.read_text().splitlines()
    fields = first.split(",")
    corrected = ",".join([*fields[:-1], str(int(fields[-1]) + 100)])
    clicks.write_text("\n".join([header, corrected, *others, ""]))
    report, _ = await take(oulad, directory)
    assert report.files[-1].stored.updated == 1
    assert (await totals(oulad))["clicks"] == 61_980 + 100


SPOILT: list[tuple[str, str, str]] = [
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,546652,-10,-4", "sum_click: -4 is less than 1"),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,546652,-10,0", "sum_click: 0 is less than 1"),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,546652,-10,1e3", "sum_click"),
    (
        "studentVle_AAA_2013J_part.csv",
        "AAA,2013J,28400,546652,-10,10001",
        "sum_click: 10001 is more than 10000",
    ),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,999,546652,-10,4", "unknown student"),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,1,-10,4", "unknown resource"),
    ("studentVle_AAA_2013J_part.csv", "ZZZ,2013J,28400,546652,-10,4", "unknown presentation"),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,546652,269,4", "outside the presentation"),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,546652,-61,4", "outside the presentation"),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,546652,99999,4", "date"),
    ("studentVle_AAA_2013J_part.csv", "AAA,2013J,28400,546652,,4", "date"),
    ("studentAssessment.csv", "1752,11391,18,0,101", "score"),
    ("studentAssessment.csv", "1752,11391,18,2,50", "is_banked"),
    ("studentAssessment.csv", "1,28400,18,0,50", "unknown assessment"),
    ("studentAssessment.csv", "1752,999,18,0,50", "unknown student"),
    ("studentAssessment.csv", "1752,11391,18,0,78", "repeated"),
    ("studentRegistration.csv", "AAA,2013J,999,-10,", "unknown student"),
    ("studentRegistration.csv", "AAA,2013J,11391,-159,", "repeated"),
    ("studentRegistration.csv", "AAA,2013J,11391,10,5", "date_unregistration"),
    ("studentInfo.csv", "AAA,2013J,-5", "id_student"),
    ("courses.csv", "BBB,2013X,100", "code_presentation"),
    ("assessments.csv", "ZZZ,2013J,9,TMA,1,10", "unknown presentation"),
    ("assessments.csv", "AAA,2013J,9,TMA,1,110", "weight"),
    ("vle.csv", "9,ZZZ,2013J,page,,", "unknown presentation"),
]


@pytest.mark.parametrize(("name", "line", "said"), SPOILT)
async def test_a_bad_line_is_rejected_by_number_and_reason(
    oulad: World, directory: Path, name: str, line: str, said: str
) -> None:
    # A few clicks will do here; the extract's whole table has its own tests.
    clicks = directory / "studentVle_AAA_2013J_part.csv"
    clicks.write_text("".join(clicks.read_text().splitlines(keepends=True)[:20]))
    with (directory / name).open("a") as file:
        file.write(line + "\n")
    number = len((directory / name).read_text().splitlines())
    report, rejects = await take(oulad, directory)
    assert [(each.file, each.line, each.row) for each in rejects] == [(name, number, line)]
    assert said in rejects[0].reason
    spoilt = next(each for each in report.files if each.name == name)
    assert spoilt.accepted + spoilt.rejected == number - 1
    assert spoilt.rejected == 1


async def test_a_missing_column_refuses_before_anything_of_the_file_is_stored(
    oulad: World, directory: Path
) -> None:
    clicks = directory / "studentVle_AAA_2013J_part.csv"
    clicks.write_text(clicks.read_text().replace("sum_click", "clicks", 1))
    with pytest.raises(InvalidInput) as refusal:
        await take(oulad, directory)
    assert refusal.value.faults[0].pointer == "/studentVle_AAA_2013J_part.csv/sum_click"
    assert (await totals(oulad))["events"] == 0


async def test_a_missing_file_is_named(oulad: World, directory: Path) -> None:
    (directory / "studentRegistration.csv").unlink()
    with pytest.raises(InvalidInput, match=r"studentRegistration\.csv"):
        await take(oulad, directory)


async def test_sources_that_the_dataset_lacks_are_said_to_be_not_collected(oulad: World) -> None:
    await take(oulad, EXTRACT)
    student = await oulad.log_in("28400")
    await oulad.publish({"OU": {"vle": 1.0}}, academic_year=2013)
    choice = {"academic_year": 2013, "notice_version": "demonstration-1"}
    assert (await student.decide("given", **choice)).status_code == 201
    read = await student.read(f"{student.path}/engagement", **{"from": "2013-09-21", "to": "2013-10-03"})
    states = {each["name"]: each["state"] for each in read["sources"]}
    assert states == {"app": "not_collected", "careers": "not_collected", "vle": "collected"}
    told = await student.read(f"{student.path}/engagement/2013-10-03/explanation")
    assert told["not_collected"] == ["app", "careers"]
    assert [each["source"] for each in told["contributions"]] == ["vle"]
