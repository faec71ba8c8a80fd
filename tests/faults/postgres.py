"""A PostgreSQL to do harm to: on one port for good, killed, frozen and started again at will.

The product's own launcher chooses a port at each start and brings a killed server back by itself; here the
service must find the server where it was, and nobody must help before it is time.
"""

import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen, TimeoutExpired

import anyio
import asyncpg

from app.devtools.postgres.account import Account, choose
from app.devtools.postgres.binaries import Binaries, find
from app.devtools.postgres.data import SUPERUSER, initialise
from app.devtools.postgres.processes import at_work
from app.devtools.postgres.server import HOST, free_port

PASSWORD = "superuser-of-faults"
SETTINGS = {"unix_socket_directories": "", "listen_addresses": HOST, "max_connections": "60"}
PATIENCE = 30.0


@dataclass
class Postgres:
    home: Path
    account: Account
    binaries: Binaries
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    process: "Popen[bytes] | None" = None

    @classmethod
    def make(cls, home: Path, **settings: str) -> "Postgres":
        """An empty server in that directory, which its account must be able to enter."""
        account = choose(home / "data")
        binaries = find(account, copies=home, major=None)
        account.own(home)
        initialise(home / "data", binaries=binaries, account=account, password=PASSWORD, durable=False)
        return cls(home, account, binaries, SETTINGS | settings)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}:{PASSWORD}@{HOST}:{self.port}/postgres"

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    async def start(self) -> None:
        """Returns once it takes connections."""
        command: list[str | Path] = [
            self.binaries.directory / "postgres",
            "-D",
            self.data,
            "-c",
            f"port={self.port}",
        ]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with (self.home / "server.log").open("ab") as log:
            self.process = self.account.spawn(command, cwd=self.data, log=log.fileno(), keep=log.fileno())
        await self.until_back()

    async def until_back(self) -> None:
        with anyio.fail_after(PATIENCE):
            while not await self._answers():
                assert self.is_running, (self.home / "server.log").read_text()[-2000:]
                await anyio.sleep(0.02)

    async def _answers(self) -> bool:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with self.admin():
                return True
        return False

    @asynccontextmanager
    async def admin(self, database: str = "postgres") -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """The superuser, who sees every row."""
        url = self.url.removesuffix("postgres") + database
        connection = await asyncpg.connect(url, timeout=5, ssl=False)
        try:
            yield connection
        finally:
            await connection.close(timeout=5)

    def kill(self) -> None:
        """The postmaster and all its children, at one blow."""
        for pid in self.freeze():
            _signal(pid, signal.SIGKILL)
        self._reap(5)

    def freeze(self) -> list[int]:
        """All processes stop where they are, the postmaster first; returns which they are."""
        assert self.process is not None
        _signal(self.process.pid, signal.SIGSTOP)
        crew = at_work(self.data, self.account)
        for pid in crew:
            _signal(pid, signal.SIGSTOP)
        return list(crew)

    def thaw(self) -> None:
        for pid in at_work(self.data, self.account):
            _signal(pid, signal.SIGCONT)

    def stop(self) -> None:
        """A fast shutdown: transactions in flight are rolled back."""
        if not self.is_running:
            return
        assert self.process is not None
        _signal(self.process.pid, signal.SIGINT)
        try:
            self._reap(PATIENCE)
        except TimeoutExpired:
            self.kill()

    def _reap(self, seconds: float) -> None:
        """Wait for the postmaster, and for children that outlive it by a moment."""
        assert self.process is not None
        self.process.wait(seconds)
        end = time.monotonic() + seconds
        while at_work(self.data, self.account) and time.monotonic() < end:
            time.sleep(0.02)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
