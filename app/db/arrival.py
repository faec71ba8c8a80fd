"""Arrival: whether the database is there when somebody begins to use it, and if it is not, why, in words."""

import asyncio
import errno
import logging
import socket
from collections.abc import Awaitable, Callable
from time import monotonic
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy.exc import DBAPIError

from app.db.failures import passes
from app.db.pool import CONNECT_SECONDS
from app.errors import Refusal, Unavailable

PATIENCE_SECONDS = 30.0
"""How long the service waits for its database at start. After a power cut both start together, and PostgreSQL
recovers first. Whoever runs the service starts it again after that (systemd, a container's engine)."""
PAUSE_SECONDS = 0.5
_log = logging.getLogger("attune")

_REASONS = {
    "28": "it refuses the user name or the password",
    "3D": "it has no such database: `attune db bootstrap` makes it",
    "53": "it has no connection to spare: raise its `max_connections`, or lower `ATTUNE_POOL_SIZE`",
    "57": "it is starting or stopping",
}
"""By class of PostgreSQL's error codes."""
_FAILURES = {
    TimeoutError: f"it does not answer within {CONNECT_SECONDS:.0f} second",
    socket.gaierror: "its host's name is not known",
    ConnectionRefusedError: "nothing listens there",
    ConnectionError: "the connection is cut off",
    asyncpg.InterfaceError: "the connection is cut off",
}
_UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, None}
"""None: each address of a host failed in its own way."""


def trouble_of(problem: BaseException | None) -> str | None:
    """Why the database could not be used, in words without any value; None where it is something else."""
    if isinstance(problem, Refusal):
        return trouble_of(problem.__cause__)
    if isinstance(problem, DBAPIError):  # migrating goes through SQLAlchemy
        return trouble_of(problem.orig and problem.orig.__cause__)
    if isinstance(problem, asyncpg.PostgresError):
        state = problem.sqlstate or ""
        return _REASONS.get(state[:2]) or (f"it answers with {state}" if passes(problem) else None)
    unreachable = isinstance(problem, OSError) and problem.errno in _UNREACHABLE
    other = "it cannot be reached" if unreachable else None
    return next((words for kind, words in _FAILURES.items() if isinstance(problem, kind)), other)


async def patiently(
    check: Callable[[], Awaitable[None]], url: str, seconds: float = PATIENCE_SECONDS
) -> None:
    """Does the check, the first thing asked of the database of that URL, again until the database is there.

    Raises Unavailable in words: after so many seconds, or at once for what waiting does not mend, such as a
    wrong password.
    """
    began, told = monotonic(), False
    while True:
        try:
            return await check()
        except Exception as problem:
            words = trouble_of(problem)
            if words is None:
                raise
            over = monotonic() - began >= seconds
            if over or not _may_pass(problem):
                waited = f" Waited {seconds:.0f} seconds." if over else ""
                raise Unavailable(_advice(url, words) + waited) from None
        if not told:
            _log.warning("waiting for the database at %s: %s", place_of(url), words)
            told = True
        await asyncio.sleep(PAUSE_SECONDS)


def _may_pass(problem: BaseException) -> bool:
    return passes(problem.__cause__ if isinstance(problem, Refusal) else problem)


def place_of(url: str) -> str:
    """Host and port, without who comes and with what password."""
    return urlsplit(url).netloc.rpartition("@")[2] or "this machine's own socket"


def _advice(url: str, words: str) -> str:
    return (
        f"the database at {place_of(url)} cannot be used: {words}. See that PostgreSQL runs there, and what"
        " ATTUNE_DATABASE_URL says."
    )
