"""Where a server's files lie, and what is remembered from one start to the next.

`home` belongs to the caller: locks, password, state. The server's own files (data, log, socket,
copied programs) lie there too, except where the account that runs it cannot enter.
"""

import hashlib
import json
import logging
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from app.devtools.postgres.account import Account, choose
from app.devtools.postgres.errors import ClusterError

ELSEWHERE = Path("/var/lib/attune")
SOCKETS = Path("/tmp")  # noqa: S108 -- the one short path that everybody can enter
SOCKET_PREFIX = "attune-"
LONGEST_SOCKET = 107  # bytes of sockaddr_un.sun_path, less the final zero

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    files: str
    port: int = 0
    socket_dir: str = ""
    version: str = ""


def create(directory: Path, mode: int) -> None:
    """Make it with this mode, whatever the umask. One that exists is left as it is."""
    try:
        directory.mkdir(parents=True)
    except FileExistsError:
        return
    directory.chmod(mode)


def recall(home: Path) -> State | None:
    try:
        return State(**json.loads((home / "state.json").read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise ClusterError(
            f"{home / 'state.json'} is damaged ({error}). If the data is not missed, "
            f"delete {home} to begin anew."
        ) from error


def remember(home: Path, state: State) -> None:
    write_secret(home / "state.json", json.dumps(asdict(state)))


def write_secret(path: Path, text: str) -> None:
    """All of it or nothing, and for the owner of the directory alone, also when root writes it."""
    fresh = path.with_name(path.name + ".fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        if os.geteuid() == 0:
            os.fchown(file.fileno(), path.parent.stat().st_uid, path.parent.stat().st_gid)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def settle(home: Path) -> tuple[Path, Account]:
    """Where the server's files lie (as before, else in home, else elsewhere), and who runs it."""
    state = recall(home)
    known = Path(state.files) if state and Path(state.files).is_dir() else home
    account = choose(known / "data")
    files = known
    if known == home and not (home / "data").exists() and not account.can_enter(home):
        files = _make_elsewhere(home, account)
    _let_pass(account, files)
    if state is None or Path(state.files) != files:
        remember(home, State(str(files)))
    return files, account


def _make_elsewhere(home: Path, account: Account) -> Path:
    """A new name each time: data of a deleted home is never taken for that of its successor."""
    create(ELSEWHERE, 0o755)
    _let_pass(account, ELSEWHERE)
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    for earlier in ELSEWHERE.glob(f"{digest}-*"):
        logger.warning("%s is of an earlier %s: delete it if it is not missed", earlier, home)
    files = Path(tempfile.mkdtemp(prefix=f"{digest}-", dir=ELSEWHERE))
    files.chmod(0o711)
    return files


def _let_pass(account: Account, directory: Path) -> None:
    if not account.can_enter(directory):
        raise ClusterError(
            f"{account.name}, which runs PostgreSQL here, cannot enter {directory}. Let it pass "
            "through every directory above, or give Attune another directory."
        )


def make_socket_dir(files: Path, account: Account) -> Path:
    """Empty and the account's own: beside the data, or in /tmp where that path is too long."""
    directory = files / "run"
    if len(os.fsencode(directory / ".s.PGSQL.65535")) <= LONGEST_SOCKET:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(mode=0o700)
    else:
        directory = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir=SOCKETS))
    account.own(directory)
    return directory


def remove_socket_dir(directory: Path) -> None:
    """Only one that was made in /tmp; the one beside the data is emptied at the next start."""
    if directory.parent == SOCKETS and directory.name.startswith(SOCKET_PREFIX):
        shutil.rmtree(directory, ignore_errors=True)
