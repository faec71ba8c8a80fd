"""Locks that end with the process that holds them, however it ends.

Each opening of a file is a lock of its own, so two threads exclude each other like two processes.
No descriptor is inherited by a program that is started, unless it is handed over on purpose.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.devtools.postgres.errors import ClusterError


@contextmanager
def opened(path: Path, flags: int = 0) -> Iterator[int]:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | flags, 0o600)
    except OSError as error:
        raise ClusterError(f"Cannot open {path}: {error.strerror}.") from error
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def held(file: int) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def share(file: int) -> None:
    fcntl.flock(file, fcntl.LOCK_SH)


def take(file: int) -> bool:
    """Whether nobody else holds it. A share of one's own is turned into the whole, or lost."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release(file: int) -> None:
    """At once, where closing would wait for a forked child that shares the descriptor."""
    fcntl.flock(file, fcntl.LOCK_UN)
