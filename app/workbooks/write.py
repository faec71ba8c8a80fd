"""Write a report as a workbook. A text is a text: none becomes a formula, a number or a link."""

from collections.abc import Sequence
from datetime import UTC, timedelta
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.workbooks.contact import CHANNELS, LONGEST_BEFORE, MOST_BY, MOST_NOTE, OUTCOMES
from app.workbooks.layout import (
    BY,
    CHANNEL,
    COLUMNS,
    CONTACT,
    DAY,
    FIRST_ROW,
    IDS_ROW,
    KEY,
    KEY_AGAIN,
    NOTE,
    OUTCOME,
    REMARKS,
    REPORT_SHEET,
    SHOWN,
    TITLES_ROW,
    Cell,
    Kind,
    Report,
    ReportLine,
    height_of,
)
from app.workbooks.stamp import Stamp
from app.workbooks.write_beside import write_about, write_hidden

_PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
COLOURS = {
    "red": ("R", "#C0392B", "#FFFFFF"),
    "amber": ("A", "#F5B041", "#000000"),
    "green": ("G", "#1E8449", "#FFFFFF"),
    "grey": ("–", "#D0D3D4", "#000000"),
}
"""By a colour's name: its letter, its own colour, and that of the letter."""
_CHANNEL_WORDS = {value: word for word, value in CHANNELS.items()}
_OUTCOME_WORDS = {value: word for word, value in OUTCOMES.items()}
_NUMBER_FORMATS = {
    Kind.WHOLE: "0", Kind.FIGURE: "#,##0.##", Kind.SHARE: "0%", Kind.DAY: "dd/mm/yyyy",
}  # fmt: skip
_SHADED = "#F4F6F7"
_SPARE_YEARS = timedelta(days=366)


def write(report: Report, stamp: Stamp) -> bytes:
    """The workbook. The same report at the same moment gives the same bytes."""
    target = BytesIO()
    book = Workbook(target, _PLAIN)
    book.set_properties({"title": f"Student engagement, {report.org_unit_name}", "created": _made(report)})
    keys = stamp.keys(report.identity, [(each.student_id, each.version) for each in report.lines])
    _Sheet(book, report, keys).write()
    write_about(book, report)
    write_hidden(book, report, keys, stamp)
    book.close()
    return target.getvalue()


def _made(report: Report) -> Any:  # noqa: ANN401 (a datetime without a zone, as Excel has them)
    return report.made_at.astimezone(UTC).replace(tzinfo=None)


class _Sheet:
    """The report's sheet."""

    def __init__(self, book: Workbook, report: Report, keys: Sequence[str]) -> None:
        self._report = report
        self._keys = keys
        self._sheet: Worksheet = book.add_worksheet(REPORT_SHEET)
        self._cells = {each: _cell_format(book, each) for each in Kind}
        self._open = {each: _cell_format(book, each, locked=False) for each in Kind}
        self._colours = {name: _colour_format(book, *each[1:]) for name, each in COLOURS.items()}
        self._title = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#D6E4F0"}
        )

    def write(self) -> None:
        self._write_head()
        for row, (line, key) in enumerate(zip(self._report.lines, self._keys, strict=True), FIRST_ROW):
            self._write_line(row, line, key)
        self._restrict()
        self._arrange()

    def _write_head(self) -> None:
        for at, column in enumerate(COLUMNS):
            self._sheet.write_string(IDS_ROW, at, column.id)
            self._sheet.write_string(TITLES_ROW, at, column.title, self._title)
            hidden = {"hidden": True} if column in (KEY, KEY_AGAIN) else {}
            self._sheet.set_column(at, at, column.width, None, hidden)
        self._sheet.set_row(IDS_ROW, None, None, {"hidden": True})
        self._sheet.set_row(TITLES_ROW, 45)

    def _write_line(self, row: int, line: ReportLine, key: str) -> None:
        self._sheet.write_string(row, 0, key)
        for at, column in enumerate(SHOWN, 1):
            self._write_cell(row, at, column.kind, line.cells.get(column.name))
        first, contact = 1 + len(SHOWN), line.contact
        words: tuple[Cell, ...] = (
            _CHANNEL_WORDS[contact.channel] if contact.channel else None,
            _OUTCOME_WORDS[contact.outcome] if contact.outcome else None,
            None,
            contact.by,
            contact.note,
        )
        self._make_room(row, line)
        for at, (column, word) in enumerate(zip(CONTACT, words, strict=True), first):
            form = self._open[column.kind]
            if column is DAY and contact.day is not None:
                self._sheet.write_datetime(row, at, contact.day, form)
            elif word is None:
                self._sheet.write_blank(row, at, None, form)
            else:
                self._sheet.write_string(row, at, str(word), form)
        self._sheet.write_string(row, first + len(CONTACT), key)

    def _make_room(self, row: int, line: ReportLine) -> None:
        remarks = str(line.cells.get(REMARKS.name) or "")
        height = height_of((remarks, REMARKS.width), (line.contact.note or "", NOTE.width))
        if height is not None:
            self._sheet.set_row(row, height)

    def _write_cell(self, row: int, at: int, kind: Kind, value: Cell) -> None:
        if kind is Kind.COLOUR and isinstance(value, str):
            self._sheet.write_string(row, at, COLOURS[value][0], self._colours[value])
        elif value is None:
            self._sheet.write_blank(row, at, None, self._cells[kind])
        elif isinstance(value, str):
            self._sheet.write_string(row, at, value, self._cells[kind])
        else:
            self._sheet.write_number(row, at, value, self._cells[kind])

    def _restrict(self) -> None:
        """What may be entered where, and nothing anywhere else."""
        last = max(FIRST_ROW, FIRST_ROW + len(self._report.lines) - 1)
        week = self._report.identity.week
        rules: dict[str, dict[str, Any]] = {
            CHANNEL.name: {"validate": "list", "source": list(CHANNELS)},
            OUTCOME.name: {"validate": "list", "source": list(OUTCOMES)},
            DAY.name: {
                "validate": "date",
                "criteria": "between",
                "minimum": week - LONGEST_BEFORE,
                "maximum": week + _SPARE_YEARS,
                "error_message": "A day, such as 20/11/2018.",
            },
            BY.name: {"validate": "length", "criteria": "<=", "value": MOST_BY},
            NOTE.name: {"validate": "length", "criteria": "<=", "value": MOST_NOTE},
        }
        for at, column in enumerate(COLUMNS):
            if column.name in rules:
                self._sheet.data_validation(FIRST_ROW, at, last, at, rules[column.name])
        self._sheet.protect(
            "", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}
        )

    def _arrange(self) -> None:
        last = max(FIRST_ROW, FIRST_ROW + len(self._report.lines) - 1)
        self._sheet.autofilter(TITLES_ROW, 0, last, len(COLUMNS) - 1)
        self._sheet.freeze_panes(FIRST_ROW, 3)
        self._sheet.set_landscape()
        self._sheet.set_paper(8)  # A3
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(TITLES_ROW)
        self._sheet.set_footer(f"&L{_footer(self._report)}&RPage &P of &N")


def _footer(report: Report) -> str:
    return f"{report.org_unit_name}, {report.identity.week}".replace("&", "&&")


def _cell_format(book: Workbook, kind: Kind, *, locked: bool = True) -> Format:
    # Texts, contact columns too, are formatted as texts: what is typed there stays as it was typed.
    form = {"num_format": _NUMBER_FORMATS.get(kind, "@"), "valign": "top", "locked": locked}
    if locked:
        form["bg_color"] = _SHADED
    if kind in {Kind.LONG, Kind.TEXT}:
        form["text_wrap"] = kind is Kind.LONG
    return book.add_format(form | {"border": 1, "border_color": "#D5D8DC"})


def _colour_format(book: Workbook, fill: str, letter: str) -> Format:
    return book.add_format(
        {
            "bg_color": fill,
            "font_color": letter,
            "bold": True,
            "align": "center",
            "valign": "top",
            "border": 1,
            "border_color": "#D5D8DC",
        }
    )
