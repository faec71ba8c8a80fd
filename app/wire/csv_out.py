"""CSV going out: as text, and so that no spreadsheet takes a cell for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")

Cell = str | int | float | bool | None


def formula_safe(cell: str) -> str:
    """The same, or with an apostrophe before it where a spreadsheet could take it for a formula."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """RFC 4180: a header, CRLF, quotes where they are needed; nothing is an empty cell."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_written(each) for each in row] for row in rows)
    return text.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return formula_safe(cell) if isinstance(cell, str) else str(cell)
