"""City's promise CI-9 in files: what is known to be wrong goes with the report wherever it goes."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from app.actions.insight.report_lines import BEHIND, KNOWN
from app.workbooks.layout import ABOUT_SHEET, BY_ID, MARK
from app.workbooks.write_beside import NOTHING_KNOWN
from tests import roles
from tests.systems.test_city_workbooks import CALLED, School
from tests.workbooks.made import column_at, edited, sheet_of
from tests.world import Person, World

pytestmark = [pytest.mark.anyio, pytest.mark.row("CI-9")]

WEEK = date(2018, 11, 19)
CSV = "/v1/weekly-reports/CLES.csv"
CLICKS = {
    "section": "engagement",
    "source": "moodle",
    "first_day": "2018-11-06",
    "last_day": "2018-11-07",
    "words": "=Moodle counted the clicks\nof robots, too.",
}
REGISTERS = {
    "section": "attendance",
    "source": None,
    "first_day": "2018-11-15",
    "last_day": None,
    "words": "Registers of the lab were lost.",
}


@pytest.fixture
async def school(city: World) -> School:
    return await School.of(city, 2)


async def opened(city: World, *several: dict[str, Any]) -> tuple[Person, list[str]]:
    """Whoever put them on record, and the path of each."""
    admin = await city.tutor(roles.ADMIN)
    made = [await admin.do("/v1/admin/known-inaccuracies", each) for each in several]
    return admin, [f"/v1/admin/known-inaccuracies/{each['inaccuracy_id']}" for each in made]


async def lines(staff: Person, **query: Any) -> list[dict[str, str]]:
    answer = await staff.get(CSV, **query)
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def told(staff: Person, **query: Any) -> list[str]:
    """Sections of what JSON says is known to be wrong."""
    found = await staff.read("/v1/weekly-reports/CLES", **query)
    return sorted(each["section"] for each in found["known_inaccuracies"])


def about(book: Workbook) -> dict[str, list[tuple[str, str]]]:
    """By title, the lines below it on the sheet that says what the report is."""
    found: dict[str, list[tuple[str, str]]] = {}
    title = ""
    for label, text in book[ABOUT_SHEET].iter_rows(min_row=3, max_col=2, values_only=True):
        if label and text is None:
            title = str(label)
        elif text is not None:
            found.setdefault(title, []).append((str(label or ""), str(text)))
    return found


def remarks(book: Workbook) -> list[str]:
    sheet = sheet_of(book)
    column = column_at(sheet, BY_ID[f"{MARK}remarks"])
    return [str(sheet.cell(row, column).value or "") for row in range(3, sheet.max_row + 1)]


WRONG = "What is known to be wrong with the data"


async def test_a_workbook_says_what_is_known_to_be_wrong_and_reads_back_as_before(school: School) -> None:
    admin, (clicks, registers) = await opened(school.world, CLICKS, REGISTERS)
    body = await school.download()
    book = load_workbook(BytesIO(body))
    assert book[ABOUT_SHEET].sheet_state == "visible"
    assert about(book)[WRONG] == [
        ("Moodle, 06/11/2018 to 07/11/2018", "=Moodle counted the clicks of robots, too."),
        ("Attendance, from 15/11/2018", "Registers of the lab were lost."),
    ]
    assert {cell.data_type for row in book[ABOUT_SHEET].iter_rows() for cell in row} <= {"s", "n"}
    assert all(each.endswith(KNOWN) for each in remarks(book))
    without = edited(body, lambda each: each.remove(each[ABOUT_SHEET]))
    for sent in (body, edited(body), without):
        answer = await school.upload(sent, dry_run=True)
        assert (answer["unchanged"], answer["unknown_rows"], answer["unknown_columns"]) == (2, [], [])
    assert (await school.upload(school.fill(body, {1: CALLED})))["accepted"] == 1
    for each in (clicks, registers):
        await admin.do(f"{each}/closing", {"reason": "It was put right."})
    book = load_workbook(BytesIO(await school.download()))
    assert about(book)[WRONG] == [("", NOTHING_KNOWN)]
    assert KNOWN not in "".join(remarks(book))


async def test_a_csv_says_it_in_each_row_in_the_last_column(school: School) -> None:
    before = await lines(school.staff)
    assert [each["known_inaccuracies"] for each in before] == ["", ""]
    admin, (clicks, _) = await opened(school.world, CLICKS, REGISTERS)
    found = await lines(school.staff)
    wrong = (
        "Moodle, 2018-11-06 to 2018-11-07: =Moodle counted the clicks of robots, too."
        " Attendance, from 2018-11-15: Registers of the lab were lost."
    )
    assert [each.pop("known_inaccuracies") for each in found] == [wrong, wrong]
    assert list(before[0])[-3:] == ["remarks", "left_out", "known_inaccuracies"]
    assert found == [{name: each[name] for name in found[0]} for each in before], "nothing else has changed"
    await admin.do(f"{clicks}/closing", {"reason": "It was put right."})
    assert [each["known_inaccuracies"] for each in await lines(school.staff)] == [
        "Attendance, from 2018-11-15: Registers of the lab were lost."
    ] * 2


async def test_only_what_touches_the_figures_of_the_week_is_told(school: School) -> None:
    early = {"first_day": "2018-11-05", "last_day": "2018-11-11"}
    await opened(school.world, CLICKS, REGISTERS | early)
    assert await told(school.staff) == ["engagement"], "attendance is of the seven days before the Monday"
    assert "Attendance" not in (await lines(school.staff))[0]["known_inaccuracies"]
    assert await told(school.staff, week="2018-11-12") == ["attendance", "engagement"]
    assert await told(school.staff, week="2018-11-05") == []
    assert (await lines(school.staff, week="2018-11-05"))[0]["known_inaccuracies"] == ""


async def test_a_source_that_colours_no_report_is_not_told_of(wide: World) -> None:
    """Under a profile with more sources than the online status is made of."""
    head = await wide.tutor(roles.DEPARTMENT_HEAD)
    await wide.grant(head, roles.DEPARTMENT_HEAD, "CLES")
    await wide.student(consent=True)
    rag = wide.profile.rag
    assert rag is not None
    other = next(each for each in wide.profile.sources if each not in rag.rules.weights)
    await opened(wide, CLICKS | {"source": other}, CLICKS | {"source": None})
    assert await told(head) == ["engagement"]
    said = (await lines(head))[0]["known_inaccuracies"]
    assert said.startswith("Online engagement, 2018-11-06 to 2018-11-07: ")


async def test_a_students_weeks_and_the_trend_say_it_too(school: School) -> None:
    await opened(school.world, CLICKS)
    student = school.students[0]
    paths = (f"{student.path}/weekly-status", "/v1/weekly-reports/CLES/trend")
    for person, path in zip((student, school.staff), paths, strict=True):
        for query, expected in (({}, 1), ({"weeks": 1}, 1), ({"week": "2018-11-05", "weeks": 8}, 0)):
            found = await person.read(path, **query)
            assert len(found["known_inaccuracies"]) == expected
    assert (await student.read(paths[0]))["known_inaccuracies"][0]["words"] == CLICKS["words"]


async def test_a_workbook_and_a_csv_say_which_source_is_behind(school: School) -> None:
    city = school.world
    book = load_workbook(BytesIO(await school.download()))
    assert BEHIND not in str(about(book))
    await city.complete_all(datetime(2018, 11, 12, 6, tzinfo=UTC))
    book = load_workbook(BytesIO(await school.download()))
    assert ("Moodle", f"12/11/2018 06:00 ({BEHIND})") in about(book)["How far the data reach"]
    found = (await lines(school.staff))[0]
    assert found["moodle_as_of"] == "2018-11-12T06:00:00+00:00"
    for said in (found["remarks"], remarks(book)[0]):
        assert "Moodle: data until 2018-11-12 06:00." in said
    earlier = load_workbook(BytesIO(await school.download(week=WEEK - timedelta(weeks=1))))
    assert BEHIND not in str(about(earlier)), "of that week they have delivered everything"
