"""CSV rows, read so that no file can hurt: streaming, bounded, and every bad line named.

A fault of the file as a whole (no such file, a missing column) refuses it before anything is stored. A
fault of one line rejects that line and goes on.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Literal, Protocol

from app.errors import Fault, InvalidInput

LONGEST_LINE = 65_536
"""Bytes; no file we read has lines near it, and a line without an end must not fill the memory."""


class AnyFile(Protocol):
    """A file: a path of this machine's, or bytes that came otherwise, under a name."""

    @property
    def name(self) -> str: ...

    def open(self, mode: Literal["rb"], /) -> IO[bytes]: ...


@dataclass(frozen=True, slots=True)
class NamedBytes:
    """A file in memory."""

    name: str
    content: bytes

    def open(self, _mode: Literal["rb"], /) -> IO[bytes]:
        return BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class Line:
    """One line's fields, in the order of the columns that were asked for, and the whole of it."""

    number: int
    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was left out, and why."""

    file: str
    line: int
    reason: str
    row: str


@dataclass(slots=True)
class CsvFile:
    """A CSV file with a header, of which some columns are read; others are left aside."""

    path: AnyFile
    columns: Sequence[str]
    rejects: list[Reject] = field(default_factory=list)
    """Lines that could not even be read, since the last time somebody emptied the list."""

    def header(self) -> list[str]:
        """The file's column names. Raises InvalidInput for a fault of the whole file."""
        with self._open() as file:
            return self._header(file)[0]

    def lines(self) -> Iterator[Line]:
        """The readable lines, header excluded. Raises InvalidInput for a fault of the whole file."""
        with self._open() as file:
            header, places = self._header(file)
            number = 1
            while raw := file.readline(LONGEST_LINE + 1):
                number += 1
                text = raw.decode("utf-8", "replace").rstrip("\r\n")
                fields = self._fields(file, raw, text, number, len(header))
                if fields is not None:
                    yield Line(number, tuple(fields[place] for place in places), text)

    def _open(self) -> IO[bytes]:
        try:
            return self.path.open("rb")
        except OSError as problem:
            reason = problem.strerror or "cannot be read"
            raise InvalidInput(f"{self.path.name}: {reason}") from problem

    def reject(self, number: int, reason: str, row: str = "") -> None:
        self.rejects.append(Reject(self.path.name, number, reason, row))

    def _header(self, file: IO[bytes]) -> tuple[list[str], list[int]]:
        raw = file.readline(LONGEST_LINE + 1)
        try:
            header = next(csv.reader([raw.decode("utf-8-sig")], strict=True), [])
        except (UnicodeDecodeError, csv.Error) as problem:
            raise InvalidInput(f"{self.path.name}: the header is not UTF-8 CSV") from problem
        names = [name.strip() for name in header]
        missing = [name for name in self.columns if name not in names]
        if missing:
            faults = [Fault(f"/{self.path.name}/{name}", "the column is missing") for name in missing]
            raise InvalidInput(f"{self.path.name} lacks: {', '.join(missing)}", faults=faults)
        return names, [names.index(name) for name in self.columns]

    def _fields(self, file: IO[bytes], raw: bytes, text: str, number: int, width: int) -> list[str] | None:
        if len(raw) > LONGEST_LINE:
            _skip_line(file, raw)
            self.reject(number, f"the line is longer than {LONGEST_LINE} bytes")
            return None
        try:
            raw.decode("utf-8")
            fields = next(csv.reader([text], strict=True), [])
        except UnicodeDecodeError:
            reason = "the line is not UTF-8"
        except csv.Error as problem:
            reason = f"the line is not CSV: {problem}"
        else:
            if "\x00" in text:
                reason = "the line holds a NUL character"
            elif len(fields) != width:
                reason = f"{len(fields)} fields where the header has {width}"
            else:
                return fields
        self.reject(number, reason, text.replace("\x00", ""))
        return None


def _skip_line(file: IO[bytes], raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(LONGEST_LINE)
