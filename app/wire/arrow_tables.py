"""Columns of a data set as Apache Arrow has them, and Parquet written a row group at a time.

Whatever imports this imports Arrow, which takes a seventh of a second and 40 MB: only what writes files does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv, parquet

from app.wire.export_datasets import Column, ColumnKind

TYPES = {
    ColumnKind.ID: pa.dictionary(pa.int32(), pa.string()),
    ColumnKind.WORD: pa.dictionary(pa.int32(), pa.string()),
    ColumnKind.DAY: pa.date32(),
    ColumnKind.MOMENT: pa.timestamp("us", tz="UTC"),
    ColumnKind.NUMBER: pa.float64(),
    ColumnKind.WHOLE: pa.int32(),
    ColumnKind.FLAG: pa.bool_(),
}


def schema_of(columns: Iterable[Column], stated: Mapping[str, str] | None = None) -> pa.Schema:
    """The columns with their descriptions; `stated` is said of the whole file."""
    fields = [
        pa.field(each.name, TYPES[each.kind], nullable=each.optional, metadata={"description": each.says})
        for each in columns
    ]
    return pa.schema(fields, metadata=dict(stated or {}))


def read_copied(copied: bytes, more: Mapping[str, pa.DataType], columns: Sequence[Column]) -> pa.Table:
    """What PostgreSQL's COPY wrote as CSV, without a header: columns besides those of the data set first."""
    types = {**more, **{each.name: TYPES[each.kind] for each in columns}}
    if not copied:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return csv.read_csv(
        pa.BufferReader(copied),
        csv.ReadOptions(column_names=list(types), use_threads=False),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    ).combine_chunks()


class ParquetFile:
    """A Parquet file as it comes into being, piece by piece. Without its end it is none."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._pieces = _Pieces()
        self._writer = parquet.ParquetWriter(self._pieces, schema, compression="zstd")

    def add(self, table: pa.Table) -> bytes:
        """The rows as a row group."""
        if len(table):
            unified = pa.Table.from_arrays(table.columns, schema=self._schema)
            self._writer.write_table(unified, row_group_size=len(table))
        return self._pieces.taken()

    def end(self) -> bytes:
        self._writer.close()
        return self._pieces.taken()


class _Pieces:
    """What a writer takes for a file: it keeps what nobody has taken yet."""

    closed = False

    def __init__(self) -> None:
        self._written = bytearray()
        self._before = 0

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def tell(self) -> int:
        return self._before + len(self._written)

    def flush(self) -> None:
        """Nothing: what is written is at hand."""

    def close(self) -> None:
        """Nothing: what is written is at hand."""

    def taken(self) -> bytes:
        found = bytes(self._written)
        self._before += len(found)
        self._written.clear()
        return found


def as_lists(table: pa.Table, cell: Callable[[object], object]) -> list[list[object]]:
    """The table's columns as Python has them, each text, day, moment, flag or nothing (None) as a cell.

    Figures stay what they are.
    """
    return [_as_list(each.combine_chunks(), cell) for each in table.columns]


def _as_list(column: pa.Array, cell: Callable[[object], object]) -> list[object]:
    """Each different value is made once."""
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_floating(column.type):
        found: list[object] = column.to_pylist()
        return found
    if not isinstance(column, pa.DictionaryArray):
        column = pc.dictionary_encode(column)
    values = [*map(cell, column.dictionary.to_pylist()), None]
    return [values[at] for at in pc.fill_null(column.indices, len(values) - 1).to_numpy().tolist()]
