"""Reports that are made up, and what people do to a workbook: edits with openpyxl, of the written bytes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.workbooks.contact import CHANNELS, NOTHING, OUTCOMES, Contact
from app.workbooks.judge import Documented, JudgedRow, KnownStudent, judge
from app.workbooks.layout import (
    FIELDS,
    NUMBER,
    REPORT_SHEET,
    Cell,
    Column,
    Identity,
    Report,
    ReportLine,
)
from app.workbooks.read import ReadReport, read
from app.workbooks.stamp import Stamp
from app.workbooks.write import write

INSTITUTION = UUID(int=1)
WEEK, TODAY = date(2018, 11, 12), date(2018, 11, 20)
MADE_AT = datetime(2018, 11, 19, 6, tzinfo=UTC)
SCHOOL = Identity(INSTITUTION, "SHPS", WEEK)
STAMP = Stamp(b"a secret of the tests, long enough")
_COLOURS = ("red", "amber", "green", "grey")
CHANNEL_WORDS = {value: word for word, value in CHANNELS.items()}
OUTCOME_WORDS = {value: word for word, value in OUTCOMES.items()}


def student(at: int) -> UUID:
    return UUID(int=1_000 + at)


def number(at: int) -> str:
    return f"{at:08}"


def line(at: int, contact: Contact = NOTHING, version: int = 0) -> ReportLine:
    cells: dict[str, Cell] = {
        "number": number(at),
        "name": f"Student {at}",
        "department": "Optometry",
        "present": at % 8,
        "expected": 8,
        "attendance_share": (at % 8) / 8,
        "attendance": _COLOURS[at % 4],
        "online": _COLOURS[at // 4 % 4],
        "combined": _COLOURS[at // 2 % 4],
    }
    return ReportLine(student(at), cells, contact, version)


def report(lines: Sequence[ReportLine], identity: Identity = SCHOOL) -> Report:
    as_of = [("Register", "18/11/2018 23:00")]
    return Report(identity, "A university", "Health", MADE_AT, lines, as_of, ["Green: 80% or more."])


def written(count: int, contacts: Mapping[int, Contact] | None = None, identity: Identity = SCHOOL) -> bytes:
    """A workbook of so many students. `contacts`: what is documented of some, in its first version."""
    known = contacts or {}
    lines = [line(at, known.get(at, NOTHING), int(at in known)) for at in range(1, count + 1)]
    return write(report(lines, identity), STAMP)


def edited(body: bytes, *edits: Callable[[Workbook], Any]) -> bytes:
    """The same after somebody has opened it, done that, and saved it."""
    book = load_workbook(BytesIO(body))
    for each in edits:
        each(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def sheet_of(book: Workbook) -> Worksheet:
    sheet = book[REPORT_SHEET]
    assert isinstance(sheet, Worksheet)
    return sheet


def column_at(sheet: Worksheet, column: Column) -> int:
    """Where the column stands now, as Excel counts."""
    return next(each.column for each in sheet[1] if each.value == column.id)


def row_at(sheet: Worksheet, said: str) -> int:
    """In which row the student of that number stands now."""
    place = column_at(sheet, NUMBER)
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, place).value == said)


def entering(at: int, contact: Contact) -> Callable[[Workbook], None]:
    """Somebody fills in a student's contact columns."""
    return entering_number(number(at), contact)


def entering_number(said: str, contact: Contact) -> Callable[[Workbook], None]:
    """The same, of the student of that number."""
    values = (
        None if contact.channel is None else CHANNEL_WORDS[contact.channel],
        None if contact.outcome is None else OUTCOME_WORDS[contact.outcome],
        contact.day,
        contact.by,
        contact.note,
    )

    def enter(book: Workbook) -> None:
        sheet = sheet_of(book)
        row = row_at(sheet, said)
        for column, value in zip(FIELDS.values(), values, strict=True):
            cell = sheet.cell(row, column_at(sheet, column))
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # openpyxl would make a formula of a text that begins like one

    return enter


def setting(at: int, column: Column, value: Any) -> Callable[[Workbook], None]:
    """Somebody types something into one cell of a student's row."""

    def enter(book: Workbook) -> None:
        sheet = sheet_of(book)
        sheet.cell(row_at(sheet, number(at)), column_at(sheet, column)).value = value

    return enter


def table(sheet: Worksheet) -> list[list[tuple[Any, str]]]:
    """Every cell of the sheet: its value, and its kind."""
    return [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]


def put(sheet: Worksheet, rows: Sequence[Sequence[tuple[Any, str]]]) -> None:
    """The sheet with these cells and no others."""
    sheet.delete_rows(1, sheet.max_row)
    for at, row in enumerate(rows, 1):
        for place, (value, kind) in enumerate(row, 1):
            if value is not None:
                cell = sheet.cell(at, place, value)
                cell.data_type = kind


def known(
    read_back: ReadReport, versions: Mapping[int, Sequence[Documented]], count: int
) -> dict[str, KnownStudent]:
    """What is documented now of each student, by what keys call them."""
    identity = read_back.manifest.identity
    ids = [student(at) for at in range(1, count + 1)]
    rows = STAMP.rows(identity, ids)
    return {
        row: KnownStudent(student(at), number(at), versions.get(at, ())) for at, row in enumerate(rows, 1)
    }


def documented(version: int, contact: Contact, by: str = "A. Adviser") -> Documented:
    return Documented(version, contact, by, MADE_AT)


def judged(
    body: bytes, count: int, versions: Mapping[int, Sequence[Documented]] | None = None
) -> list[JudgedRow]:
    """What became of each row of a workbook that came back."""
    read_back = read(body, STAMP)
    return list(judge(read_back.lines, known(read_back, versions or {}, count), WEEK, TODAY))


def repacked(body: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """The archive with parts replaced, added, or (None) left out."""
    made = BytesIO()
    with ZipFile(BytesIO(body)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def part(body: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(body)) as archive:
        return archive.read(name)
