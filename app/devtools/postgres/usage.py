"""Who uses the server: the first one in starts it, the last one out stops it.

No daemon counts. Every user holds a share of `users.lock`; the one who can turn his share into
the whole is the last. Starting and stopping happen under `start.lock`.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.devtools.postgres import locks
from app.devtools.postgres.address import Address
from app.devtools.postgres.errors import ClusterError
from app.devtools.postgres.place import create, settle
from app.devtools.postgres.server import Server


@contextmanager
def running(home: Path, *, durable: bool = True, options: Mapping[str, str] = {}) -> Iterator[Address]:
    """Start the server whose state lies under `home`, or adopt the one that runs there.

    An adopted server keeps the settings it was started with. `durable=False` is for tests: a
    power cut may cost the data. Raises ClusterError.
    """
    if sys.platform != "linux":  # processes.py reads /proc
        raise ClusterError("Attune starts a PostgreSQL of its own on Linux only.")
    home = _made(home.resolve())
    with locks.opened(home / "start.lock") as start, locks.opened(home / "users.lock") as users:
        with locks.held(start):
            server = Server(home, *settle(home), durable, options)
            locks.share(users)
            try:
                address = server.adopt() or server.start()
            except BaseException:  # Ctrl-C included: no orphan is left behind
                _leave(server, users)
                raise
        try:
            yield address
        finally:
            with locks.held(start):
                _leave(server, users)


def _made(home: Path) -> Path:
    try:
        create(home, 0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise ClusterError(f"Cannot make {home}: {error.strerror}.") from error
    return home


def _leave(server: Server, users: int) -> None:
    try:
        if locks.take(users):
            server.stop()
    finally:
        locks.release(users)
