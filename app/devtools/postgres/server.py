"""One server: adopted or started, recovered if it was killed, and stopped."""

import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.devtools.postgres import locks
from app.devtools.postgres.account import Account
from app.devtools.postgres.address import Address
from app.devtools.postgres.binaries import Binaries, find
from app.devtools.postgres.data import SUPERUSER, initialise, major_of, sweep
from app.devtools.postgres.errors import ClusterError
from app.devtools.postgres.ping import Answer, ask
from app.devtools.postgres.place import (
    State,
    make_socket_dir,
    recall,
    remember,
    remove_socket_dir,
    write_secret,
)
from app.devtools.postgres.processes import at_work, heads, is_alive, postmaster, wait_until

HOST = "127.0.0.1"
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SILENT, BUSY = 30.0, 600.0  # seconds: without any answer; while it recovers after a crash
ORPHANS = 5.0  # they end by themselves, unless busy with a long query
STOPS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
PORTS = 5  # attempts: a free port may be gone before PostgreSQL binds it
PORT_TAKEN = "could not create any TCP/IP sockets"
LOG_LIMIT = 10_000_000


@dataclass(frozen=True, slots=True)
class Server:
    """All of it happens under `start.lock`: nobody else starts or stops it meanwhile."""

    home: Path  # the caller's: password and state
    files: Path  # the server's; mostly home itself
    account: Account
    durable: bool
    options: Mapping[str, str]

    @property
    def data(self) -> Path:
        return self.files / "data"

    @property
    def log(self) -> Path:
        return self.files / "server.log"

    def address(self) -> Address:
        """As of the latest start; state is written before the server is."""
        state = recall(self.home) or State(str(self.files))
        try:
            password = (self.home / "password").read_text()
        except FileNotFoundError as error:
            raise ClusterError(
                f"{self.data} is there, but its password in {self.home / 'password'} is not. "
                f"If the data is not missed, delete {self.home} to begin anew."
            ) from error
        return Address(Path(state.socket_dir), HOST, state.port, SUPERUSER, password)

    def adopt(self) -> Address | None:
        """The one that runs; None when there is none, nor any orphan left of one."""
        end = time.monotonic() + ORPHANS
        while crew := at_work(self.data, self.account):
            pid = postmaster(self.data, crew)
            if pid is not None and self._becomes_ready(address := self.address(), pid):
                return address
            if pid is None and time.monotonic() > end:
                self.stop()
            time.sleep(0.05)
        return None

    def start(self) -> Address:
        with self._life() as life:
            sweep(self.data)
            major = major_of(self.data)
            binaries = self._binaries(major)
            if major is None:
                self._initialise(binaries)
            # PostgreSQL refuses if the number in it is now a zombie's or a stranger's.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            for _ in range(PORTS):
                if address := self._attempt(binaries, life):
                    return address
        raise ClusterError(f"PostgreSQL found {PORTS} ports taken that had just been free.")

    def stop(self) -> None:
        if not any(self._ends(number, patience) for number, patience in STOPS):
            raise ClusterError(f"PostgreSQL in {self.data} cannot be stopped.")
        self._forget_socket_dir()

    def _ends(self, number: signal.Signals, patience: float) -> bool:
        pids = heads(self.data, self.account)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return wait_until(lambda: not any(map(is_alive, pids)), patience)

    @contextmanager
    def _life(self) -> Iterator[int]:
        """A lock that every process of the server inherits, and that ends with the last one.

        It also betrays a server in another container, whose processes cannot be seen from here.
        """
        with locks.opened(self.files / "server.lock") as lock:
            if not wait_until(lambda: locks.take(lock), ORPHANS):
                raise ClusterError(
                    f"A PostgreSQL that cannot be seen from here (in another container?) works "
                    f"in {self.data}. Stop it, or give this Attune a directory of its own."
                )
            yield lock

    def _binaries(self, major: int | None) -> Binaries:
        try:
            return find(self.account, copies=self.files, major=major)
        except ClusterError as error:
            if major is None:
                raise
            raise ClusterError(
                f"The data in {self.data} was made by PostgreSQL {major}, and only that reads it. "
                f"{error} If the data is not missed, delete {self.home} to begin anew."
            ) from error

    def _initialise(self, binaries: Binaries) -> None:
        password = secrets.token_urlsafe()
        write_secret(self.home / "password", password)
        initialise(
            self.data,
            binaries=binaries,
            account=self.account,
            password=password,
            durable=self.durable,
        )

    def _attempt(self, binaries: Binaries, life: int) -> Address | None:
        """None if another program took the port in the meantime."""
        self._forget_socket_dir()
        socket_dir = make_socket_dir(self.files, self.account)
        remember(self.home, State(str(self.files), free_port(), str(socket_dir), binaries.version))
        address = self.address()
        self._trim_log()
        with locks.opened(self.log, os.O_APPEND) as log:
            begin = os.fstat(log).st_size
            process = self.account.spawn(
                [binaries.directory / "postgres", "-D", self.data, *self._settings(address)],
                cwd=self.data,
                log=log,
                keep=life,
            )
        # Waited for from now on, so that it is never a zombie of ours.
        threading.Thread(target=process.wait, name="postgres", daemon=True).start()
        if self._becomes_ready(address, process.pid):
            return address
        if PORT_TAKEN in (said := self._said(begin)):
            return None
        raise ClusterError(f"PostgreSQL {binaries.version} did not start. {self.log}:\n{said}")

    def _settings(self, address: Address) -> Iterator[str]:
        directory = str(address.socket_dir).replace('"', '""')
        reach = {
            "listen_addresses": address.host,
            "port": str(address.port),
            "unix_socket_directories": f'"{directory}"',  # quoted: a comma would make it two
        }
        for name, value in {**({} if self.durable else UNSAFE), **self.options, **reach}.items():
            yield from ("-c", f"{name}={value}")

    def _becomes_ready(self, address: Address, pid: int) -> bool:
        """Whether it answers a query; False if it ends instead. Raises when patience does."""
        begin, patience = time.monotonic(), SILENT
        while time.monotonic() < begin + patience:
            answer = ask(address, self.data)
            if answer is Answer.READY:
                return True
            if not is_alive(pid):
                return False
            patience = BUSY if answer is Answer.BUSY else patience
            time.sleep(0.02)
        raise ClusterError(
            f"PostgreSQL in {self.data} runs, but did not answer on {address.host}:{address.port} "
            f"for {patience:.0f} s. {self.log}:\n{self._said()}"
        )

    def _said(self, begin: int = 0) -> str:
        with self.log.open("rb") as log:
            log.seek(max(begin, self.log.stat().st_size - 4000))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-12:])

    def _trim_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name("server.log.old"))

    def _forget_socket_dir(self) -> None:
        if state := recall(self.home):
            remove_socket_dir(Path(state.socket_dir))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
