"""What a workbook is refused for: as a whole, or one row of it, and in which words."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from app.errors import WorkbookRefused
from app.outreach.case import AttemptOutcome
from app.outreach.ladder import Channel
from app.workbooks import archive
from app.workbooks import read as reading
from app.workbooks.contact import Contact
from app.workbooks.judge import RowOutcome
from app.workbooks.layout import (
    BY,
    CHANNEL,
    DAY,
    HIDDEN_SHEET,
    KEY,
    KEY_AGAIN,
    NOTE,
    OUTCOME,
    Identity,
)
from app.workbooks.read import read
from app.workbooks.stamp import Stamp
from app.workbooks.write import write
from tests.workbooks.made import (
    INSTITUTION,
    STAMP,
    WEEK,
    column_at,
    documented,
    edited,
    entering,
    judged,
    line,
    number,
    part,
    put,
    repacked,
    report,
    row_at,
    setting,
    sheet_of,
    table,
    written,
)

CALLED = Contact(Channel.PHONE, AttemptOutcome.REACHED, date(2018, 11, 19), "The office", "Well.")
CONTENT_TYPES, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def reason(body: bytes, stamp: Stamp = STAMP) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        read(body, stamp)
    assert refused.value.detail != refused.value.title
    return str(refused.value.extras["reason"])


# --- the whole file ---


def with_macros(body: bytes) -> bytes:
    return repacked(body, {"xl/vbaProject.bin": b"macros"})


def with_macro_type(body: bytes) -> bytes:
    types = part(body, CONTENT_TYPES).replace(b".sheet.main+xml", b".sheet.macroEnabled.main+xml")
    return repacked(body, {CONTENT_TYPES: types})


def with_link(body: bytes, kind: bytes = b"externalLinkPath") -> bytes:
    link = b'<Relationship Id="rId99" Type="http://x.invalid/%s" Target="x" TargetMode="External"/>'
    relations = part(body, RELATIONS).replace(b"</Relationships>", link % kind + b"</Relationships>")
    return repacked(body, {RELATIONS: relations})


def with_entities(body: bytes) -> bytes:
    strings = part(body, STRINGS)
    head, rest = strings.split(b"?>", 1)
    return repacked(
        body, {STRINGS: head + b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rest}
    )


def with_entities_in_utf_16(body: bytes) -> bytes:
    text = part(with_entities(body), STRINGS).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return repacked(body, {STRINGS: text.encode("utf-16")})


def as_bomb(body: bytes) -> bytes:
    return repacked(body, {"xl/media/image1.xml": b"<x>" + b" " * 40_000_000 + b"</x>"})


def compressed_otherwise(body: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(body)) as old, ZipFile(made, "w", ZIP_LZMA) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return made.getvalue()


def twice_in_it(body: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(body)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in (*old.namelist(), SHEET.upper()):
            new.writestr(name, old.read(name if name in old.namelist() else SHEET))
    return made.getvalue()


def ill_formed(body: bytes) -> bytes:
    return repacked(body, {SHEET: part(body, SHEET)[:-20]})


def with_a_far_row(body: bytes) -> bytes:
    row = b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData>'
    return repacked(body, {SHEET: part(body, SHEET).replace(b"</sheetData>", row)})


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda _: b"", "not-a-workbook"),
        (lambda _: b"number,channel\n1,phone\n", "not-a-workbook"),
        (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-format"),
        (lambda body: body + b"\0" * archive.MOST_BYTES, "too-large"),
        (lambda body: body[: len(body) // 2], "not-a-workbook"),
        (lambda body: repacked(body, {"xl/workbook.xml": None}), "not-a-workbook"),
        (with_macros, "macros"),
        (with_macro_type, "macros"),
        (lambda body: repacked(body, {"xl/macrosheets/sheet9.xml": b"<x/>"}), "macros"),
        (lambda body: repacked(body, {"xl/externalLinks/externalLink1.xml": b"<x/>"}), "external-links"),
        (lambda body: repacked(body, {"xl/connections.xml": b"<x/>"}), "external-links"),
        (with_link, "external-links"),
        (with_entities, "document-type"),
        (with_entities_in_utf_16, "document-type"),
        (as_bomb, "too-compressed"),
        (compressed_otherwise, "not-a-workbook"),
        (twice_in_it, "not-a-workbook"),
        (ill_formed, "not-a-workbook"),
        (with_a_far_row, "not-a-workbook"),
    ],
)
def test_a_file_that_is_dangerous_or_broken_is_refused(
    spoil: Callable[[bytes], bytes], expected: str
) -> None:
    assert reason(spoil(written(2))) == expected


def test_a_note_that_became_a_link_is_no_reason() -> None:
    assert len(read(with_link(written(2), b"hyperlink"), STAMP).lines) == 2


def test_more_inflated_than_a_report_can_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_INFLATED", 10_000)
    assert reason(written(20)) == "too-large"


def test_more_rows_than_a_report_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert reason(written(20)) == "too-large"


def test_another_services_workbook_is_refused() -> None:
    assert reason(written(2), Stamp(b"the secret of another service, as long")) == "seal"


def _hidden(name: str, value: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for row in book[HIDDEN_SHEET].iter_rows():
            if row[0].value == name:
                row[1].value = value
                return

    return change


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_hidden("org_unit", "ART"), "seal"),
        (_hidden("week", "2018-11-19"), "seal"),
        (_hidden("week", "next"), "seal"),
        (_hidden("institution", str(INSTITUTION)[:-1] + "2"), "seal"),
        (_hidden("row", "0-0-0"), "seal"),
        (_hidden("seal", "0" * 64), "seal"),
        (_hidden("format", "99"), "not-ours"),
        (lambda book: book.remove(book[HIDDEN_SHEET]), "not-ours"),
        (lambda book: sheet_of(book).delete_rows(1), "no-report"),
        (lambda book: book.copy_worksheet(sheet_of(book)), "two-reports"),
    ],
)
def test_a_hidden_part_that_was_changed_is_refused(edit: Callable[[Workbook], Any], expected: str) -> None:
    assert reason(edited(written(2), edit)) == expected


def test_a_contact_column_that_is_there_twice_is_refused() -> None:
    def copy(book: Workbook) -> None:
        sheet = sheet_of(book)
        rows = [[*row, row[column_at(sheet, NOTE) - 1]] for row in table(sheet)]
        put(sheet, rows)

    assert reason(edited(written(2), copy)) == "two-columns"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_bytes_are_changed_it_is_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(written(2))
    name = data.draw(
        st.sampled_from([None, SHEET, STRINGS, CONTENT_TYPES, "xl/workbook.xml", "xl/styles.xml"])
    )
    content = body if name is None else bytearray(part(bytes(body), name))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    sent = bytes(content) if name is None else repacked(bytes(body), {name: bytes(content)})
    with suppress(WorkbookRefused):
        read(sent, STAMP)


# --- one row ---


def rejected(*edits: Callable[[Workbook], None], count: int = 3) -> str:
    """Why the one row that is rejected is."""
    rows = judged(edited(written(count), *edits), count)
    (row,) = [each for each in rows if each.outcome is RowOutcome.REJECTED]
    assert {each.outcome for each in rows if each is not row} <= {RowOutcome.UNCHANGED, RowOutcome.ACCEPTED}
    return " / ".join(row.why)


@pytest.mark.parametrize("column", [CHANNEL, OUTCOME, DAY, BY, NOTE])
def test_a_formula_in_a_contact_column_is_refused_and_named(column: Any) -> None:
    said = rejected(setting(1, column, '=HYPERLINK("https://x.invalid","Sent")'), entering(2, CALLED))
    assert said == f"{column.title} holds a formula: type in what it says"


def test_an_array_formula_is_a_formula_too() -> None:
    assert "Contact: note holds a formula" in rejected(setting(1, NOTE, ArrayFormula("Z1:Z2", "=SUM(1)")))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (CHANNEL, "Pigeon", "Contact: channel must be one of University email, Personal email,"),
        (OUTCOME, 3, "Contact: outcome must be one of Sent, Left a message,"),
        (DAY, "soon", "Contact: date must be a date, such as 20/11/2018"),
        (DAY, "#N/A", "Contact: date holds an error of Excel's"),
        (NOTE, "x" * 2_001, "Contact: note may have 2,000 characters at most"),
        (BY, "x" * 201, "Contact: by whom may have 200 characters at most"),
        (CHANNEL, "Visit", "Channel, outcome and date belong together: fill in all three, or none"),
        (DAY, date(2018, 11, 19), "Channel, outcome and date belong together: fill in all three, or none"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_and_named(column: Any, value: Any, said: str) -> None:
    assert rejected(setting(1, column, value), entering(2, CALLED)).startswith(said)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2018, 11, 21), "The date 2018-11-21 is still to come"),
        (date(2017, 11, 1), "The date 2017-11-01 is more than a year before the report's week"),
    ],
)
def test_a_day_that_cannot_be_is_refused(day: date, said: str) -> None:
    assert rejected(entering(1, CALLED), setting(1, DAY, day)) == said


@pytest.mark.parametrize(
    "day",
    [
        datetime(2018, 11, 19, 14, 30),  # noqa: DTZ001 (Excel's days have no zone)
        "19/11/2018",
        "2018-11-19",
        "19.11.2018",
        " 19/11/18 ",
        43423,
    ],
)
def test_days_are_read_as_people_write_them(day: object) -> None:
    rows = judged(edited(written(1), entering(1, CALLED), setting(1, DAY, day)), 1)
    assert [each.contact and each.contact.day for each in rows] == [date(2018, 11, 19)]


@pytest.mark.parametrize("word", ["telephone", " Telephone ", "phone", "TELEPHONE"])
def test_words_are_read_whatever_their_case(word: str) -> None:
    rows = judged(edited(written(1), entering(1, CALLED), setting(1, CHANNEL, word)), 1)
    assert [each.contact and each.contact.channel for each in rows] == [Channel.PHONE]


def test_a_key_that_was_changed_is_refused_and_named() -> None:
    def raise_version(book: Workbook) -> None:
        sheet = sheet_of(book)
        for column in (KEY, KEY_AGAIN):
            cell = sheet.cell(row_at(sheet, number(1)), column_at(sheet, column))
            cell.value = str(cell.value)[:-1] + "7"

    assert rejected(raise_version) == "The hidden key of this row was changed"
    assert rejected(setting(1, KEY, "nonsense")) == "The hidden key of this row was changed"


def test_a_row_of_another_school_is_refused_and_named() -> None:
    foreign = STAMP.keys(Identity(INSTITUTION, "ART", WEEK), [(line(1).student_id, 0)])[0]
    said = "This row is from another School's report, or from another week's"
    assert rejected(setting(1, KEY, foreign), setting(1, KEY_AGAIN, foreign)) == said


def test_keys_that_were_swapped_are_refused() -> None:
    def swap(book: Workbook) -> None:
        sheet = sheet_of(book)
        for column in (KEY, KEY_AGAIN):
            at = column_at(sheet, column)
            first, second = sheet.cell(3, at), sheet.cell(4, at)
            first.value, second.value = second.value, first.value

    rows = judged(edited(written(2), swap, entering(1, CALLED)), 2)
    assert [each.why for each in rows] == [
        ("The student number is not the one that this row's hidden key belongs to",)
    ] * 2


def test_a_table_of_which_a_part_was_sorted_is_refused() -> None:
    def sort_the_left(book: Workbook) -> None:
        sheet = sheet_of(book)
        left = column_at(sheet, CHANNEL) - 1
        rows = table(sheet)
        rows[2:4] = [rows[3][:left] + rows[2][left:], rows[2][:left] + rows[3][left:]]
        put(sheet, rows)

    rows = judged(edited(written(3), entering(1, CALLED), sort_the_left), 3)
    assert [each.outcome for each in rows] == [RowOutcome.REJECTED] * 2 + [RowOutcome.UNCHANGED]
    assert "was a part of it sorted?" in rows[0].why[0]


def _repeat(*edits: Callable[[Workbook], None]) -> bytes:
    """The first student's row once more at the end."""

    def again(book: Workbook) -> None:
        sheet = sheet_of(book)
        put(sheet, [*(rows := table(sheet)), rows[2]])

    return edited(written(2), again, *edits)


def test_a_student_in_two_rows_with_different_entries_is_refused() -> None:
    rows = judged(_repeat(entering(1, CALLED)), 2)
    assert [each.outcome for each in rows] == [RowOutcome.REJECTED, RowOutcome.UNCHANGED, RowOutcome.REJECTED]
    assert rows[0].why == ("This student is in rows 3 and 5, with different entries",)


def test_a_student_in_two_rows_with_the_same_entry_is_documented_once() -> None:
    rows = judged(_repeat(), 2)
    assert {each.outcome for each in rows} == {RowOutcome.UNCHANGED}


def test_a_column_that_is_missing_leaves_what_it_held() -> None:
    known = {1: CALLED}
    body = edited(
        written(2, known),
        setting(1, OUTCOME, "Declined"),
        lambda book: sheet_of(book).delete_cols(column_at(sheet_of(book), NOTE)),
    )
    assert read(body, STAMP).missing_columns == ["Contact: note"]
    rows = judged(body, 2, {1: [documented(1, CALLED)]})
    assert rows[0].contact == Contact(
        CALLED.channel, AttemptOutcome.DECLINED, CALLED.day, CALLED.by, CALLED.note
    )


def test_columns_and_rows_of_ones_own_are_reported_and_left_aside() -> None:
    def add(book: Workbook) -> None:
        sheet = sheet_of(book)
        sheet.cell(2, 40).value, sheet.cell(3, 40).value, sheet.cell(4, 41).value = "Mine", "=1+1", "loose"
        sheet.cell(9, 4).value = "a line of my own"

    found = read(edited(written(2), add), STAMP)
    assert (found.unknown_columns, found.unknown_rows) == (["Mine", "column AO"], [9])
    assert len(found.lines) == 2


def test_a_report_without_students_is_read_too() -> None:
    assert read(write(report([]), STAMP), STAMP).lines == []
