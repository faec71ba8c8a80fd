"""The sheets beside the report's: what it is, how to fill it in and, hidden, what the service knows it by."""

from collections.abc import Sequence

from xlsxwriter import Workbook

from app.workbooks.layout import ABOUT_SHEET, COLUMNS, FORMAT, HIDDEN_SHEET, Report, height_of
from app.workbooks.stamp import Stamp, report_id

_WIDTHS = (34, 90)
NOTHING_KNOWN = "Nothing, as far as it has been put on record."
HOW_TO = (
    "Fill in the white columns only. Leave what you know nothing about empty.",
    "Channel, outcome and date belong together.",
    "Filter as you like. To sort or to move columns, take off its protection first (Review, Unprotect).",
    "Sort the whole table, never a part of it.",
    "Columns and rows of your own stay in your file: the service takes none of them.",
    "A row that you delete here deletes nothing there.",
    "Send the file back as .xlsx. Look at the dry run first: it says of each row what would become of it.",
    "Students can read what is documented about them here.",
)


def write_about(book: Workbook, report: Report) -> None:
    sheet = book.add_worksheet(ABOUT_SHEET)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    head = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"Student engagement report: {report.org_unit_name}", head)
    row = 2
    for title, lines in _about(report):
        sheet.write_string(row, 0, title, bold)
        for label, text in lines:
            row += 1
            for at, each in enumerate((label, text)):
                sheet.write_string(row, at, each, wrapped)
            if (height := height_of(*zip((label, text), _WIDTHS, strict=True))) is not None:
                sheet.set_row(row, height)
        row += 2
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True})


def _about(report: Report) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    identity = report.identity
    made = report.made_at.strftime("%d/%m/%Y %H:%M")
    return (
        (
            "Which report this is",
            (
                ("Institution", report.institution),
                ("School", f"{report.org_unit_name} ({identity.org_unit})"),
                ("As of the beginning of", identity.week.strftime("%A %d/%m/%Y")),
                ("Made at", made),
                ("Students", str(len(report.lines))),
                ("Report", str(report_id(identity))),
            ),
        ),
        ("How far the data reach", report.as_of),
        ("What is known to be wrong with the data", report.known or [("", NOTHING_KNOWN)]),
        ("How the colours come about", [("", each) for each in report.rules]),
        ("How to fill it in", [("", each) for each in HOW_TO]),
    )


def write_hidden(book: Workbook, report: Report, keys: Sequence[str], stamp: Stamp) -> None:
    """Everything that says which report it is, and which rows it had; sealed."""
    sheet = book.add_worksheet(HIDDEN_SHEET)
    identity, ids = report.identity, [each.id for each in COLUMNS]
    particulars = (
        ("format", FORMAT),
        ("institution", str(identity.institution_id)),
        ("report", str(report_id(identity))),
        ("org_unit", identity.org_unit),
        ("week", str(identity.week)),
        ("columns", ",".join(ids)),
        ("seal", stamp.seal(identity, ids, keys)),
    )
    for row, (name, value) in enumerate((*particulars, *(("row", key) for key in keys))):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    sheet.protect()
    sheet.very_hidden()
