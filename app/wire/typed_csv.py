"""Typed CSV: rows of a dataclass, columns named as its fields, each value read as its field's type."""

import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from datetime import date, datetime
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from app.wire.csv_rows import AnyFile, CsvFile, Reject

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""No name or code has any."""


class TypedFile(Generic[Row]):
    """A CSV file of one dataclass's rows; optional columns (fields with a default) may be absent.

    With `longest_text`, texts are names and codes: no longer than that, and without control characters.
    """

    def __init__(self, path: AnyFile, row_class: type[Row], longest_text: int | None = None) -> None:
        members = fields(cast("type[DataclassInstance]", row_class))
        required = [each.name for each in members if each.default is MISSING]
        header = CsvFile(path, required).header()
        self._columns = [each.name for each in members if each.name in header]
        self._hints = get_type_hints(row_class)
        self._row_class = row_class
        self._longest_text = longest_text
        self.csv = CsvFile(path, self._columns)

    @property
    def rejects(self) -> list[Reject]:
        return self.csv.rejects

    def rows(self) -> Iterator[tuple[int, str, Row]]:
        """Each good line's number, text and row; the others are among the rejects."""
        for line in self.csv.lines():
            values, wrong = {}, []
            for name, text in zip(self._columns, line.fields, strict=True):
                try:
                    values[name] = self._checked(_value(self._hints[name], text))
                except ValueError as problem:
                    wrong.append(f"{name}: {problem}")
            if wrong:
                self.csv.reject(line.number, "; ".join(wrong), line.text)
            else:
                yield line.number, line.text, self._row_class(**values)

    def _checked(self, value: object) -> object:
        if isinstance(value, str) and self._longest_text is not None:
            if len(value) > self._longest_text:
                raise ValueError(f"is longer than {self._longest_text} characters")
            if CONTROL.search(value):
                raise ValueError("holds a control character")
        return value


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text.lower()]


_READERS: dict[Any, tuple[Callable[[str], Any], str]] = {
    str: (str, "text"),
    int: (int, "a whole number"),
    float: (float, "a number"),
    bool: (_truth, "true or false"),
    UUID: (UUID, "a UUID"),
    date: (date.fromisoformat, "a date (YYYY-MM-DD)"),
    datetime: (datetime.fromisoformat, "a moment (ISO 8601, with its offset)"),
}


def _options(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 (the type of any field)
    # `str | None` is a UnionType, and a NewType with None is a Union.
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def expected(hint: Any) -> str:  # noqa: ANN401 (the type of any field)
    """What a field of that type wants, in words."""
    options = _options(hint)
    kind = next(each for each in options if each is not type(None))
    words = _READERS[getattr(kind, "__supertype__", kind)][1]
    return f"{words}, or nothing" if type(None) in options else words


def _value(hint: Any, text: str) -> Any:  # noqa: ANN401 (the type of any field)
    options = _options(hint)
    if not text:
        if type(None) in options:
            return None
        raise ValueError("is empty")
    kind = next(each for each in options if each is not type(None))
    # An identifier is its NewType's own type.
    read, words = _READERS[getattr(kind, "__supertype__", kind)]
    try:
        return read(text)
    except (ValueError, KeyError):
        raise ValueError(f"is not {words}") from None
