"""Binary COPY: fixed-width rows between PostgreSQL and numpy, without a look at each of them.

PostgreSQL's binary COPY format gives every field its length before its bytes. Where no field can be null
or change its width, every row has the same layout, and a whole answer is one structured array.
"""

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.db.transaction import Transaction

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER = b"\xff\xff"

Rows = NDArray[np.void]
"""A structured array: one named field per column."""

INT2, INT4, INT8, UUID, DATE = ">i2", ">i4", ">i8", "V16", ">i4"
EPOCH = np.datetime64("2000-01-01", "D")
"""The day that PostgreSQL's dates count from."""
_EPOCH: date = EPOCH.astype(date)


def day_number(day: date) -> int:
    """PostgreSQL's number of a day."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    return _EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns in order, each with its numpy type of fixed width: what one row looks like on the wire."""

    columns: tuple[tuple[str, str], ...]

    @property
    def dtype(self) -> np.dtype[np.void]:
        fields = [("_fields", ">i2")]
        for name, kind in self.columns:
            fields += [(f"_{name}", ">i4"), (name, kind)]
        return np.dtype(fields)

    def rows(self, number: int) -> Rows:
        """That many rows to be filled in, ready for the wire otherwise."""
        made = np.zeros(number, self.dtype)
        made["_fields"] = len(self.columns)
        for name, kind in self.columns:
            made[f"_{name}"] = np.dtype(kind).itemsize
        return made

    def parse(self, copied: bytes | bytearray) -> Rows:
        """The rows of a whole binary COPY. Raises ValueError where a field is null or has another width."""
        dtype = self.dtype
        body = len(copied) - len(_SIGNATURE) - len(_TRAILER)
        if body % dtype.itemsize:
            raise ValueError("a row has another width than its layout")
        rows = np.frombuffer(copied, dtype, body // dtype.itemsize, len(_SIGNATURE))
        for name, kind in self.columns:
            if not (rows[f"_{name}"] == np.dtype(kind).itemsize).all():
                raise ValueError(f"{name} has another width than its layout")
        return rows


async def read(transaction: Transaction, query: str, layout: Layout, *values: Any) -> Rows:  # noqa: ANN401
    """The rows of a query, whose columns are those of the layout; `$1` … stand for the values."""
    copied = bytearray()

    async def collect(piece: bytes) -> None:
        copied.extend(piece)

    await transaction.connection.copy_from_query(written(query, *values), output=collect, format="binary")
    return layout.parse(copied)


def written(query: str, *values: Any) -> str:  # noqa: ANN401
    """The query with the values in their places."""
    return re.sub(r"\$(\d+)", lambda found: literal(values[int(found[1]) - 1]), query)


def literal(value: Any) -> str:  # noqa: ANN401
    """A value as SQL writes it: COPY takes no parameters; PostgreSQL would quote them in four round trips.

    Text is put so that it means the same under any `standard_conforming_strings`.
    """
    match value:
        case int():
            return str(value)
        case str():
            return "E'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
        case date() | uuid.UUID():
            return f"'{value}'"
        case [uuid.UUID(), *_]:  # they may be many, and an array of constants takes long to parse
            return f"'{{{','.join(map(str, value))}}}'::uuid[]"
        case list() | tuple():
            return f"array[{', '.join(literal(each) for each in value)}]"
        case _:
            raise TypeError(f"no literal of a {type(value).__name__}")


async def on_the_wire(rows: Rows) -> AsyncIterator[bytes]:
    """Rows, made by `Layout.rows`, as a whole binary COPY."""
    yield _SIGNATURE
    yield rows.tobytes()
    yield _TRAILER


async def write(transaction: Transaction, table: str, layout: Layout, rows: Rows) -> None:
    """Append rows, made by `Layout.rows`, to one of the connection's temporary tables."""
    columns = [name for name, _ in layout.columns]
    await transaction.connection.copy_to_table(
        table, source=on_the_wire(rows), columns=columns, schema_name="pg_temp", format="binary"
    )
