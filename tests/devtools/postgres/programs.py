"""What the tests say to a server, and other programs that use one."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from app.devtools.postgres import Address
from app.devtools.postgres.account import choose
from app.devtools.postgres.processes import at_work

ROOT = Path(__file__).parents[2]

# A shell that put the tests in the background lets them ignore Ctrl-C, and their children inherit that.
HOLDING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
from app.devtools.postgres import running
with running(Path(sys.argv[1]), durable=False) as address:
    print(address.port, flush=True)
    sys.stdin.readline()
"""

# No memory, no disk, and no look at whether its postmaster still lives.
BUSY = """
import asyncio, sys, asyncpg
LONG = "select count(*) from generate_series(1, 100000) a, generate_series(1, 1000000) b"
async def main():
    connection = await asyncpg.connect(sys.argv[1])
    running = asyncio.ensure_future(connection.execute(LONG))
    await asyncio.sleep(0.3)
    print("busy", flush=True)
    await running
asyncio.run(main())
"""

# Everything is imported while that is still allowed: Python itself may lie under /root.
AS_NOBODY = """
import os, pwd, sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from app.devtools.postgres import running
with running(Path(sys.argv[1]), durable=False):
    pass
nobody = pwd.getpwnam("nobody")
os.setgroups([]), os.setgid(nobody.pw_gid), os.setuid(nobody.pw_uid)
with running(Path(sys.argv[2]), durable=False) as address:
    print(address.port, flush=True)
"""


class User:
    """Another process that uses the server of a home until it is told to leave."""

    def __init__(self, home: Path, *, umask: int = -1) -> None:
        self.process = python(HOLDING, home, umask=umask)

    def port(self) -> int:
        assert self.process.stdout
        return int(self.process.stdout.readline())

    def leave(self) -> int:
        self.process.communicate("\n", timeout=30)
        return self.process.returncode

    def kill(self) -> None:
        """The process group and all: what a closed terminal or an OOM killer may do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.leave()
        self.process.kill()
        self.process.communicate()


def python(program: str, *arguments: Path | str, umask: int = -1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        umask=umask,
    )


def ask(address: Address, query: str, *, host: str | None = None, password: str | None = None) -> object:
    """The one value that `query` gives, over TCP unless `host` says otherwise."""
    return asyncio.run(_ask(address, query, host or address.host, password or address.password))


async def _ask(address: Address, query: str, host: str, password: str) -> object:
    connection = await asyncpg.connect(
        host=host, port=address.port, user=address.user, password=password, database="postgres"
    )
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def answers(address: Address) -> bool:
    try:
        return ask(address, "select 1") == 1
    except OSError:
        return False


def crew(home: Path) -> dict[int, int]:
    """The processes that serve a home."""
    return at_work(home / "data", choose(home / "data"))


def pid_of(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split("\n")[0])
