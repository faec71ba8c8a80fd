"""Failures: which of the database's errors pass by themselves, and are a 503 rather than a bug."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from app.errors import Unavailable

RETRY = {"Retry-After": "2"}

# A lock not had in time, a deadlock, out of memory, disk, or connections, shut down, an I/O error: nothing is
# wrong with the request, and trying again may well do.
_PASSING = frozenset({"55P03", "40001", "40P01"})
_PASSING_CLASSES = frozenset({"08", "53", "57", "58"})

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
    """Raises Unavailable for what is the database's trouble and passes; anything else stays what it is."""
    try:
        yield
    except TROUBLE as problem:
        if passes(problem):
            raise unavailable() from problem
        raise
