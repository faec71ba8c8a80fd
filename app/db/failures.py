"""Failures: what the database's errors mean to whoever asked.

Some pass by themselves, and are a 503. Some say that somebody else was faster, and are a 409 that names what
is taken or gone. Any other is a bug.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from app.db.table import Table
from app.errors import Conflict, Unavailable

RETRY = {"Retry-After": "2"}

# A lock not had in time, a deadlock, out of memory, disk, or connections, shut down, an I/O error: nothing is
# wrong with the request, and trying again may well do.
_PASSING = frozenset({"55P03", "40001", "40P01"})
_PASSING_CLASSES = frozenset({"08", "53", "57", "58"})

_ELSEWHERE = "AT421"
"""What a spread database says of an institution that another node holds (`functions/distributed.sql`)."""

TROUBLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the server's farewell, where an answer was expected
)


def passes(problem: BaseException | None) -> bool:
    """Whether it is the database's trouble, and of the moment."""
    if isinstance(problem, asyncpg.PostgresError):
        state = problem.sqlstate or ""
        return state in _PASSING or state[:2] in _PASSING_CLASSES
    # asyncpg raises a ValueError for a value that it cannot send: that is a bug.
    return isinstance(problem, TROUBLE) and not isinstance(problem, ValueError)


def unavailable() -> Unavailable:
    return Unavailable(headers=RETRY)


@contextmanager
def failures() -> Iterator[None]:
    """Raises Unavailable for the database's own passing trouble, Conflict where somebody else was faster.

    Anything else stays what it is.
    """
    try:
        yield
    except asyncpg.UniqueViolationError as problem:
        raise _taken(problem) from problem
    except asyncpg.ForeignKeyViolationError as problem:
        raise _gone(problem) from problem
    except TROUBLE as problem:
        if isinstance(problem, asyncpg.PostgresError) and problem.sqlstate == _ELSEWHERE:
            raise Unavailable(
                "this institution's data are on another node: ask the service beside that node"
            ) from problem
        if passes(problem):
            raise unavailable() from problem
        raise


# What was looked up before the write may have changed by the time of the write. Every key and every reference
# has this answer, so that no action has to think of it; those that can say it better do, before they write.


def _taken(problem: asyncpg.PostgresError) -> Conflict:
    names, columns = _named(problem)
    same = f" with the same {', '.join(columns)}" if columns else " like it"
    return Conflict(
        f"somebody else was faster: there is one{same} among the {names} by now. Read it, and send this again"
        " if it is still needed"
    )


def _gone(problem: asyncpg.PostgresError) -> Conflict:
    names, columns = _named(problem)
    what = f" ({', '.join(columns)})" if columns else ""
    return Conflict(
        f"somebody else was faster: what one of the {names} refers to{what} is gone by now, or was to go and"
        " is still referred to. Read it again before you go on"
    )


def _whole(name: str | None) -> str:
    """Where tables are spread, PostgreSQL names the part, by a number after the table's own name."""
    return re.sub(r"_\d{6,}$", "", name or "")


def _named(problem: asyncpg.PostgresError) -> tuple[str, list[str]]:
    """A table in plain words, and the columns of the constraint that was broken, as far as they are known."""
    table, constraint = (_whole(each) for each in (problem.table_name or "records", problem.constraint_name))
    known = Table.metadata.tables.get(table)
    listed: Iterable[Any] = () if known is None else (*known.constraints, *known.indexes)
    found = (each.columns for each in listed if each.name == constraint)
    columns = [column.name for column in next(found, ()) if column.name != "institution_id"]
    return table.replace("_", " "), [name.removesuffix("_id") for name in columns]
