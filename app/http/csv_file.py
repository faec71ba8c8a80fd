"""CSV files (RFC 4180), for people who open them in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any

from fastapi import Response

_STARTS_A_FORMULA = frozenset("=+-@|%")


def csv_content(example: str) -> dict[str, Any]:
    """What a route says of its answer."""
    return {"text/csv": {"schema": {"type": "string"}, "example": example}}


def csv_response(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A file of that name."""
    return Response(
        csv_text(columns, rows),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A header and rows of texts, figures, days, moments and nothing (None).

    A text that a spreadsheet would take for a formula stands behind an apostrophe.
    """
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([cell(each) for each in row] for row in rows)
    return written.getvalue()


def cell(value: Any) -> Any:  # noqa: ANN401 (what a cell may hold)
    """As it is written."""
    if isinstance(value, str):
        return f"'{value}" if _may_act(value) else value
    return value.isoformat() if isinstance(value, date) else value  # moments are days, too


def _may_act(text: str) -> bool:
    """Whether it begins with a formula, or with a character that nobody sees and that may hide one."""
    first = text.lstrip(" ")[:1]
    return first in _STARTS_A_FORMULA or (first != "" and not first.isprintable())
