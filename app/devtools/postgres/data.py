"""The data directory: there as a whole, or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.devtools.postgres.account import Account
from app.devtools.postgres.binaries import Binaries
from app.devtools.postgres.errors import ClusterError

SUPERUSER = "postgres"
FRESH = "data.fresh-"
BUILTIN_LOCALES = 17  # the first version with a C.UTF-8 that is the same on every machine


def major_of(data: Path) -> int | None:
    """The PostgreSQL that made it; None where there is none yet."""
    if not data.exists():
        return None
    try:
        return int((data / "PG_VERSION").read_text().split(".")[0])
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{data} is not a PostgreSQL data directory ({error}): move it out of the way."
        ) from error


def initialise(data: Path, *, binaries: Binaries, account: Account, password: str, durable: bool) -> None:
    """Make it under another name and rename it: a kill leaves nothing that looks whole."""
    fresh = Path(tempfile.mkdtemp(prefix=FRESH, dir=data.parent))
    flags = [f"--username={SUPERUSER}", "--pwfile=/dev/stdin", "--auth=scram-sha-256"]
    flags += ["--encoding=UTF8", *_locale(binaries.major), *([] if durable else ["--no-sync"])]
    try:
        account.own(fresh)
        with _piped(password, account) as stdin:
            answer = account.run(binaries.directory / "initdb", "-D", fresh, *flags, stdin=stdin)
        if answer.returncode != 0:
            raise ClusterError(f"initdb of PostgreSQL {binaries.version} failed:\n{answer.stderr}")
        fresh.rename(data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def sweep(data: Path) -> None:
    """Away with what a killed start left half-made."""
    for leftover in data.parent.glob(f"{FRESH}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _locale(major: int) -> list[str]:
    if major >= BUILTIN_LOCALES:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


@contextmanager
def _piped(text: str, account: Account) -> Iterator[int]:
    """A pipe that `account` may reopen as /dev/stdin: the password touches no disk but ours."""
    reading, writing = os.pipe()
    try:
        os.write(writing, text.encode())
        os.close(writing)
        account.own(reading)
        yield reading
    finally:
        os.close(reading)
