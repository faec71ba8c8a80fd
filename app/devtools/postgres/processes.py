"""Which processes really serve a data directory, by /proc: Linux only.

Not by postmaster.pid alone: after a kill -9 the number in it may be a zombie's or a stranger's.
"""

import time
from collections.abc import Callable
from pathlib import Path

from app.devtools.postgres.account import Account

# PostgreSQL works in its data directory. Asked as the account that runs it, because in a
# container even root may not look into other people's processes. A zombie has no directory.
_IN_DIRECTORY = """
directory=$1; shift
for pid; do [ "/proc/$pid/cwd" -ef "$directory" ] && echo "$pid"; done; :
"""


def at_work(data: Path, account: Account) -> dict[int, int]:
    """Every process of a server on `data`, with its parent."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        name, state, parent = _read(stat)
        if "postgres" in name and state not in "ZX":
            parents[int(stat.parent.name)] = parent
    if not parents:
        return {}
    inside = account.run("/bin/sh", "-c", _IN_DIRECTORY, "sh", data, *map(str, parents)).stdout
    return {pid: parents[pid] for pid in map(int, inside.split())}


def heads(data: Path, account: Account) -> list[int]:
    """The postmaster, or the orphans of one that was killed."""
    crew = at_work(data, account)
    return [pid for pid, parent in crew.items() if parent not in crew]


def postmaster(data: Path, crew: dict[int, int]) -> int | None:
    """The number in postmaster.pid, if it is one of `crew`."""
    try:
        pid = abs(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))  # -: --single
    except (OSError, ValueError):
        return None
    return pid if pid in crew else None


def is_alive(pid: int) -> bool:
    return _read(Path(f"/proc/{pid}/stat"))[1] not in "ZX"


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not (true := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return true


def _read(stat: Path) -> tuple[str, str, int]:
    """Name, state and parent; of a process that is gone, what a dead one would say."""
    try:
        head, _, tail = stat.read_text(errors="replace").rpartition(")")
    except OSError:
        return "", "X", 0
    state, parent = tail.split()[:2]
    return head.partition("(")[2], state, int(parent)
