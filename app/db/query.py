"""Queries: SQLAlchemy Core statements, compiled once to the text that asyncpg runs.

A query is a module constant of the store. Its parameters are Core's bind parameters, by name; a name means
the same in every query, so that several can travel in one statement (`gathered`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import ARRAY, BindParameter, Boolean, Date, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.base import Executable

Row = TypeVar("Row")

# --- parameters that many queries share ---

INSTITUTION = bindparam("institution_id", type_=Uuid)
"""The institution that the transaction acts for; the transaction fills it in."""
STUDENT = bindparam("student_id", type_=Uuid)
STUDENTS = bindparam("students", type_=ARRAY(Uuid))
HERE = bindparam("here", type_=ARRAY(Uuid))
"""Institutions whose rows this node holds, where a statement is about none in particular."""


def uuid(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=Uuid)


def uuids(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=ARRAY(Uuid))


def words(name: str) -> BindParameter[Any]:
    """Several texts."""
    return bindparam(name, type_=ARRAY(Text))


def word(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=Text)


def day(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=Date)


def moment(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=DateTime(timezone=True))


def flag(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=Boolean)


def number(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=Integer)


# --- compiling ---


@dataclass(frozen=True, eq=False)
class Query(Generic[Row]):
    """A statement, ready to run, and what one of its rows becomes."""

    sql: str
    """With `$1` and so on for its parameters."""
    parameters: tuple[str, ...]
    """Their names, in that order."""
    constants: Mapping[str, Any]
    """The values of those that the statement itself gives."""
    row: Callable[..., Row]

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """The parameters' values in order. Raises KeyError for one that is missing."""
        constants = self.constants
        return [constants[name] if name in constants else given[name] for name in self.parameters]


def one(value: Any) -> Any:  # noqa: ANN401 (a column of any type)
    """For queries of one column: the row is its value."""
    return value


def columns(*values: Any) -> tuple[Any, ...]:  # noqa: ANN401 (columns of any type)
    """For queries whose rows need no name: the row is a tuple."""
    return values


_DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


@overload
def query(statement: Executable | str) -> Query[tuple[Any, ...]]: ...
@overload
def query(statement: Executable | str, row: Callable[..., Row]) -> Query[Row]: ...
def query(statement: Executable | str, row: Callable[..., Any] = columns) -> Query[Any]:
    """A Core statement, or SQL with `:name` parameters, compiled. Each row becomes `row(*its columns)`."""
    if isinstance(statement, str):
        statement = text(statement)
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
    parameters = tuple(compiled.positiontup or ())
    binds = {name: compiled.binds[name] for name in parameters}
    constants = {name: bind.value for name, bind in binds.items() if bind.unique}
    return Query(str(compiled), parameters, constants, row)


# --- several selects in one statement ---

Reads = Mapping[str, Query[Any]]
"""Queries by the names under which their rows come back."""

_PLACE = re.compile(r"\$(\d+)")


@dataclass(frozen=True)
class Gathered:
    """Several selects as one statement of one row: an array of rows for each."""

    sql: str
    parameters: tuple[str, ...]
    constants: Mapping[str, Any]
    rows: tuple[tuple[str, Callable[..., Any]], ...]


@cache
def gathered(queries: tuple[tuple[str, Query[Any]], ...]) -> Gathered:
    """One statement of these selects, by name. A parameter that several have is sent once."""
    constants = {
        f"{name}.{each}": value for name, query in queries for each, value in query.constants.items()
    }

    def full_name(name: str, query: Query[Any], parameter: str) -> str:
        return f"{name}.{parameter}" if parameter in query.constants else parameter

    every = [full_name(name, query, each) for name, query in queries for each in query.parameters]
    place = {parameter: at for at, parameter in enumerate(dict.fromkeys(every), start=1)}

    def moved(name: str, query: Query[Any]) -> str:
        def there(found: re.Match[str]) -> str:
            return f"${place[full_name(name, query, query.parameters[int(found[1]) - 1])]}"

        return _PLACE.sub(there, query.sql)

    selects = ", ".join(
        f'array(select row(t.*) from ({moved(name, query)}) t) as "{name}"' for name, query in queries
    )
    return Gathered(
        f"select {selects}",
        tuple(place),
        constants,
        tuple((name, query.row) for name, query in queries),
    )


def rows_of(found: Gathered, record: Any) -> dict[str, list[Any]]:  # noqa: ANN401 (an asyncpg record)
    """What came back, by query: each row as its query makes it."""
    return {name: [row(*each) for each in record[at]] for at, (name, row) in enumerate(found.rows)}
