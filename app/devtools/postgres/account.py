"""Who runs the server: PostgreSQL refuses root, so root lends it to an ordinary account."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.devtools.postgres.errors import ClusterError

LENT_TO = ("postgres", "nobody")

# Not the caller's environment: its LC_*, TZ and PG* would change what initdb and the server do.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"}


@dataclass(frozen=True, slots=True)
class Account:
    """`uid` and `gid` are None where the server runs as the caller itself."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path, stdin: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            stdin=stdin,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def spawn(
        self, command: Sequence[str | Path], *, cwd: Path, log: int, keep: int
    ) -> subprocess.Popen[bytes]:
        """Start it in a session of its own, so that neither Ctrl-C nor our end reaches it.

        It inherits the file descriptor `keep` and no other.
        """
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=cwd,
            env=ENVIRONMENT,
            pass_fds=[keep],
            start_new_session=True,
            user=self.uid,
            group=self.gid,
            extra_groups=None if self.uid is None else [],
        )

    def can_enter(self, directory: Path) -> bool:
        """Ask as that account: mode bits alone miss ACLs, mounts and every parent."""
        return self.run("/bin/sh", "-c", 'test -x "$1"', "sh", directory).returncode == 0

    def own(self, path: Path | int) -> None:
        """Hand over a file or directory that this process has just made."""
        if self.uid is None or self.gid is None:
            return
        try:
            os.chown(path, self.uid, self.gid)
        except OSError as error:
            raise ClusterError(
                f"This root may not give {path} to {self.name} ({error.strerror}). Allow "
                "CAP_CHOWN, or run Attune as an ordinary user."
            ) from error


def choose(data: Path) -> Account:
    """The caller; for root, the owner of `data` where there is any, else the first of LENT_TO."""
    if os.geteuid() != 0:
        return Account(f"user {os.geteuid()}")
    account = _owner(data) or _first_existing()
    try:
        account.run("/bin/sh", "-c", ":")
    except OSError as error:
        raise ClusterError(
            f"PostgreSQL does not run as root, and this root may not become {account.name} "
            f"({error.strerror}). Run Attune as an ordinary user, allow CAP_SETUID and "
            "CAP_SETGID, or point Attune at a PostgreSQL that runs already."
        ) from error
    return account


def _owner(data: Path) -> Account | None:
    """Whoever began with it goes on, also if a better account has been created since."""
    if not data.exists() or (stat := data.stat()).st_uid == 0:
        return None
    return Account(f"user {stat.st_uid}", stat.st_uid, stat.st_gid)


def _first_existing() -> Account:
    for name in LENT_TO:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise ClusterError(
        "PostgreSQL does not run as root, and there is no account to run it as: none of "
        f"{', '.join(LENT_TO)} exists here. Create one, or run Attune as an ordinary user."
    )
