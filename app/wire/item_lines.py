"""Files of items in memory, by line: what a line says, or which rule it breaks; never what stands there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import orjson

from app.wire.csv_rows import LONGEST_LINE, NamedBytes
from app.wire.typed_csv import TypedFile


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One line that says something."""

    number: int
    """1 is the file's first line; of CSV, the header."""
    item: Any = None
    rule: str | None = None
    """Why there is no item; begins with the column or field at fault."""


def csv_lines(content: bytes, item: type[Any], longest_text: int) -> Iterator[ItemLine]:
    """Lines of a CSV file, in their order. Raises InvalidInput for a fault of the header."""
    file = TypedFile(NamedBytes("file", content), item, longest_text)
    for number, _, row in file.rows():
        yield from _rejected(file)
        yield ItemLine(number, row)
    yield from _rejected(file)


def _rejected(file: TypedFile[Any]) -> Iterator[ItemLine]:
    for each in file.rejects:
        yield ItemLine(each.line, rule=each.reason)
    file.rejects.clear()


def json_lines(content: bytes, read: Callable[[Any], tuple[Any, str | None]]) -> Iterator[ItemLine]:
    """Lines of newline-delimited JSON; empty ones say nothing.

    `read`: what a line's JSON says, or which rule it breaks.
    """
    for number, raw in enumerate(BytesIO(content), 1):
        if not (line := raw.strip()):
            continue
        if len(line) > LONGEST_LINE:
            yield ItemLine(number, rule=f"the line is longer than {LONGEST_LINE} bytes")
            continue
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            yield ItemLine(number, rule="the line is not JSON")
            continue
        yield ItemLine(number, *read(value))


def count_rows(content: bytes, *, header: bool) -> int:
    """How many rows there are, the header not counted."""
    lines = sum(1 for each in BytesIO(content) if header or each.strip())
    return max(lines - header, 0)
