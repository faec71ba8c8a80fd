"""UDD deliveries: each rule that one can break, and the place and the words of its report."""

from collections.abc import Callable

import pytest

from app.wire.packages import Finding, Outcome
from app.wire.udd import parse_delivery
from app.wire.udd_codes import COLUMNS, FILES
from app.wire.udd_tables import CODES, ENTITIES
from tests.wire.udd_delivery import Rows, delivery, files, membership


def found(content: dict[str, bytes], outcome: Outcome = Outcome.REFUSED) -> list[tuple[str, str]]:
    _, findings = parse_delivery(content)
    return [(each.pointer, each.detail) for each in findings if each.outcome is outcome]


def put(file: str, at: int, **cells: str) -> Callable[[Rows], object]:
    return lambda given: given[file][at].update(cells)


CELLS: dict[str, tuple[Callable[[Rows], object], str, str]] = {
    "nothing where something is required": (
        put("student", 1, STUDENT_ID=""),
        "/student.tsv/3/STUDENT_ID",
        "must not be empty",
    ),
    "another date": (put("student", 0, DOB="01/01/2000"), "/student.tsv/2/DOB", "must be a date, YYYY-MM-DD"),
    "a moment without its zone": (
        put("event", 0, EVENT_START="2018-11-19T10:00"),
        "/event.tsv/2/EVENT_START",
        "must be a moment in UTC, YYYY-MM-DDThh:mm[:ss.mmm]Z",
    ),
    "an hour that there is not": (
        put("event", 0, EVENT_START="2018-11-19T25:00Z"),
        "/event.tsv/2/EVENT_START",
        "must be a moment in UTC, YYYY-MM-DDThh:mm[:ss.mmm]Z",
    ),
    "no whole number": (
        put("module", 0, MOD_CREDITS="twenty"),
        "/module.tsv/2/MOD_CREDITS",
        "must be a whole number",
    ),
    "no number": (
        put("assessmentinstance", 0, MAX_MARKS="fifty"),
        "/assessmentinstance.tsv/2/MAX_MARKS",
        "must be a number",
    ),
    "a code of no list": (
        put("event", 0, EVENT_TYPE="lecture"),
        "/event.tsv/2/EVENT_TYPE",
        "must be a code of its list: 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21",
    ),
    "a text too long": (
        put("student", 0, LAST_NAME="n" * 256),
        "/student.tsv/2/LAST_NAME",
        "must not be longer than 255 characters",
    ),
    "the same student twice": (
        lambda given: given["student"].append({"STUDENT_ID": "s1"}),
        "/student.tsv/4/STUDENT_ID",
        "is the same as in row 2: it must be in one row alone",
    ),
    "the same membership twice": (
        lambda given: given["studentcoursemembership"].append(membership("m1", "s2")),
        "/studentcoursemembership.tsv/4/STUDENT_COURSE_MEMBERSHIP_ID",
        "is the same as in row 2: it must be in one row alone",
    ),
    "a column that is missing": (
        lambda given: given["module"][0].pop("MOD_ID"),
        "/module.tsv/1/MOD_ID",
        "the column must be there",
    ),
}


@pytest.mark.parametrize("label", CELLS)
def test_what_breaks_a_rule_is_named(label: str) -> None:
    change, pointer, detail = CELLS[label]
    given = delivery()
    change(given)
    assert found(files(given)) == [(pointer, detail)]


def test_a_sound_delivery_breaks_no_rule_and_leaves_nothing_aside() -> None:
    assert parse_delivery(files(delivery()))[1] == []


def test_a_file_or_line_that_cannot_be_read_is_named() -> None:
    assert found({"student.json": b"[]"}) == [
        ("/student.json", "must be a .tsv file: JSON and XML are not read")
    ]
    assert found({"student.tsv": b"STUDENT_ID\n\xff"}) == [("/student.tsv", "must be UTF-8, with a header")]
    assert found({"student.tsv": b"STUDENT_ID\ns1\tAnn\n"}) == [
        ("/student.tsv/2", "must have 1 fields, as the header has; it has 2")
    ]
    assert found({}) == [("/udd", "there must be a file, such as student.tsv")]


def test_what_udd_does_not_know_is_left_aside_and_said() -> None:
    given = files(delivery()) | {"Student.tsv": b"x", "readme.txt": b"x"}
    given["student.tsv"] = b"STUDENT_ID\tSHOE_SIZE\ns1\t42\n"
    assert dict(found(given, Outcome.IGNORED)) == {
        "/Student.tsv": "is no file of UDD 1.6, by its name in lower case",
        "/readme.txt": "is no file of UDD 1.6, by its name in lower case",
        "/student.tsv/SHOE_SIZE": "is no column of UDD 1.6",
    }


def test_what_is_not_kept_is_a_column_that_there_is() -> None:
    assert {(name, column) for name, column in COLUMNS if column not in ENTITIES[name].columns} == set()
    assert FILES.keys() <= ENTITIES.keys()
    coded = {
        each.name for entity in ENTITIES.values() for each in entity.columns.values() if each.kind == "code"
    }
    assert coded == CODES.keys()


def test_no_finding_says_what_stands_in_a_cell() -> None:
    given = delivery()
    given["student"][0] |= {"DOB": "ann@home.example", "SEXID": "ann@home.example"}
    told = [Finding(each.outcome, each.file, each.detail) for each in parse_delivery(files(given))[1]]
    assert len(told) == 2
    assert "home.example" not in str(told)
