"""Read a workbook back: by keys and ids, whatever was sorted, moved, renamed, added or left out.

Formulas are seen, never worked out. What is not the service's own is counted and left aside.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from app.errors import WorkbookRefused
from app.workbooks import archive
from app.workbooks.archive import refuse
from app.workbooks.contact import parse_by, parse_channel, parse_day, parse_note, parse_outcome
from app.workbooks.layout import (
    BY_ID,
    FIELDS,
    HIDDEN_SHEET,
    IDS_ROW,
    KEY,
    KEY_AGAIN,
    NUMBER,
    TITLES_ROW,
)
from app.workbooks.manifest import Manifest, parse_manifest
from app.workbooks.stamp import RowKey, Stamp

MOST_ROWS = 50_000
_ROWS_OF_A_SHEET = 1_048_576
_PARSED = {
    "channel": parse_channel,
    "outcome": parse_outcome,
    "day": parse_day,
    "by": parse_by,
    "note": parse_note,
}
MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class _Cell:
    value: object
    kind: str
    """As openpyxl has it: `f` a formula, `e` an error."""


_Row = tuple[int, Mapping[int, _Cell]]
"""A row's number, as Excel counts, and its cells that hold something, by their column from 0."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of the report, as it came back."""

    row: int
    """As Excel counts."""
    key: RowKey | None
    """None where the report has no such row; `faults` say why."""
    number: str | None
    """What stands in the student number's column."""
    entry: Mapping[str, Any] = field(default_factory=dict)
    """By a contact's field: what was read. A column that is missing is absent."""
    faults: tuple[str, ...] = ()
    """Why it is rejected, in sentences."""


@dataclass(frozen=True, slots=True)
class ReadReport:
    manifest: Manifest
    lines: Sequence[SheetLine]
    unknown_columns: Sequence[str]
    """Their titles, or their letters where they have none."""
    unknown_rows: Sequence[int]
    """Rows without a key that hold something."""
    missing_columns: Sequence[str]
    """Titles of contact columns that are not there any more: what they held stays as it is."""
    missing_rows: int
    """Rows of the report that are not there any more: what they held stays as it is."""


def read(body: bytes, stamp: Stamp) -> ReadReport:
    """What came back. Raises WorkbookRefused for what is no report of ours."""
    archive.check(body)
    try:
        sheets = dict(_sheets(body))
    except WorkbookRefused:
        raise
    except Exception:  # noqa: BLE001 (openpyxl raises whatever comes of a part that is not as it should be)
        refuse("not-a-workbook", "this file is damaged: save it again as an Excel workbook")
    manifest = parse_manifest(_pairs(sheets.pop(HIDDEN_SHEET, [])), stamp)
    rows, at = _report_rows(sheets)
    columns = _columns(rows[at][1])
    titles = rows[at + 1][1] if at + 1 < len(rows) else {}
    below = rows[at + 1 + (TITLES_ROW - IDS_ROW) :]
    lines = [each for each in (_line(row, columns, manifest) for row in below) if each is not None]
    seen = {str(each.key) for each in lines if each.key is not None}
    unknown = sorted({column for _, row in rows for column in row} - set(columns.values()))
    return ReadReport(
        manifest,
        lines,
        [_title(titles, each) for each in unknown][:MOST_LISTED],
        [row[0] for row in (*rows[:at], *below) if _is_unknown(row, columns)][:MOST_LISTED],
        [column.title for column in FIELDS.values() if column.id not in columns],
        len(manifest.keys - seen),
    )


def _sheets(body: bytes) -> Iterator[tuple[str, list[_Row]]]:
    book = load_workbook(BytesIO(body), read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its size is not believed
            yield sheet.title, list(_rows(sheet))
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[_Row]:  # noqa: ANN401 (a sheet that is only read)
    held = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > _ROWS_OF_A_SHEET:
            refuse("not-a-workbook", "this file has more rows than a workbook can have")
        row = {each.column - 1: _Cell(each.value, each.data_type) for each in cells if each.value is not None}
        if row:
            held += 1
            if held > MOST_ROWS + 10:
                refuse("too-large", f"a report may have {MOST_ROWS:,} rows at most")
            yield number, row


def _pairs(rows: Sequence[_Row]) -> Iterator[tuple[str, str]]:
    for _, row in rows:
        if 0 in row and 1 in row:
            yield str(row[0].value), str(row[1].value)


def _report_rows(sheets: Mapping[str, list[_Row]]) -> tuple[list[_Row], int]:
    """The rows of the one sheet that has the row of ids, and where that row stands among them."""
    found = [
        (rows, at)
        for rows in sheets.values()
        for at, (_, row) in enumerate(rows)
        if any(each.value == KEY.id for each in row.values())
    ]
    if not found:
        refuse("no-report", "the report's sheet, or the hidden row above its titles, is not there any more")
    if len(found) > 1:
        refuse("two-reports", "the report is there more than once: delete the copies of its sheet")
    return found[0]


def _columns(ids: Mapping[int, _Cell]) -> dict[str, int]:
    """By a column's id: where it stands now."""
    columns: dict[str, int] = {}
    for at, cell in ids.items():
        name = str(cell.value)
        if name in columns:
            title = BY_ID[name].title if name in BY_ID else name
            refuse("two-columns", f"the column {title} is there more than once: delete the copy")
        if name in BY_ID:
            columns[name] = at
    return columns


def _title(titles: Mapping[int, _Cell], at: int) -> str:
    said = titles[at].value if at in titles else None
    return str(said)[:100] if said is not None else f"column {get_column_letter(at + 1)}"


def _is_unknown(row: _Row, columns: Mapping[str, int]) -> bool:
    return columns[KEY.id] not in row[1]


def _line(row: _Row, columns: Mapping[str, int], manifest: Manifest) -> SheetLine | None:
    """None for a row of the reader's own."""
    number, cells = row
    said = cells.get(columns[KEY.id])
    if said is None:
        return None
    shown = cells.get(columns.get(NUMBER.id, -1))
    given = None if shown is None else str(shown.value).strip()
    key, fault = _key(said, cells.get(columns.get(KEY_AGAIN.id, -1)), manifest)
    if key is None:
        return SheetLine(number, None, given, faults=(fault,))
    entry, faults = _entry(cells, columns)
    return SheetLine(number, key, given, entry, tuple(faults))


def _key(said: _Cell, again: _Cell | None, manifest: Manifest) -> tuple[RowKey | None, str]:
    text = str(said.value).strip()
    if text in manifest.keys and said.kind != "f":
        if again is not None and str(again.value).strip() != text:
            return None, "The two ends of this row belong to different students: was a part of it sorted?"
        return RowKey.parsed(text), ""
    key = RowKey.parsed(text)
    if key is not None and key.report != manifest.short_id:
        return None, "This row is from another School's report, or from another week's"
    return None, "The hidden key of this row was changed"


def _entry(cells: Mapping[int, _Cell], columns: Mapping[str, int]) -> tuple[dict[str, Any], list[str]]:
    entry: dict[str, Any] = {}
    faults = []
    for name, column in FIELDS.items():
        if column.id not in columns:
            continue
        cell = cells.get(columns[column.id], _Cell(None, "n"))
        if cell.kind == "f":
            faults.append(f"{column.title} holds a formula: type in what it says")
        elif cell.kind == "e":
            faults.append(f"{column.title} holds an error of Excel's")
        else:
            try:
                entry[name] = _PARSED[name](cell.value)
            except ValueError as problem:
                faults.append(f"{column.title} {problem}")
    return entry, faults
