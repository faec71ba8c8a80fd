"""Files of data sets, written piece by piece: what is in memory is one block, however long the file is."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from itertools import islice
from typing import Any, Protocol

from app.http.csv_file import cell
from app.wire.arrow_tables import ParquetFile, as_lists, schema_of
from app.wire.export_datasets import Column, FileFormat

ROWS_AT_ONCE = 2_000
"""As many as are written in some milliseconds: others get their turn in between."""
_FLAGS = {True: "true", False: "false"}


class ExportFile(Protocol):
    """A file as it comes into being."""

    def add(self, table: Any) -> bytes:  # noqa: ANN401 (Arrow has no types)
        """The bytes that some more rows add."""

    def end(self) -> bytes:
        """The last bytes."""


class CsvFile:
    """CSV by the rules of `csv_file.py`."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._head: Sequence[str] | None = [each.name for each in columns]

    def add(self, table: Any) -> bytes:  # noqa: ANN401 (Arrow has no types)
        written = StringIO()
        writer = csv.writer(written)
        if self._head is not None:
            writer.writerow(self._head)
            self._head = None
        rows = zip(*as_lists(table, _cell), strict=True) if table is not None else iter(())
        while some := list(islice(rows, ROWS_AT_ONCE)):
            writer.writerows(some)
        return written.getvalue().encode()

    def end(self) -> bytes:
        return self.add(None)


def _cell(value: object) -> object:
    return _FLAGS[value] if isinstance(value, bool) else cell(value)


def file_of(written: FileFormat, columns: Sequence[Column], stated: Mapping[str, str]) -> ExportFile:
    """An empty file; `stated` is what it says of itself, where its format can."""
    if written is FileFormat.CSV:
        return CsvFile(columns)
    return ParquetFile(schema_of(columns, stated))
