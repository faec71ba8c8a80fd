"""The service on the fixture database, as in production, with bare FastAPI beside it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import BinaryIO

import httpx

from app.auth.demo_issuer import DemoIssuer, demonstration_signing_key
from app.devtools.postgres.server import free_port
from app.settings import PROJECT
from bench.fixture_cases import add_cases
from bench.fixture_database import Fixture, score
from bench.fixture_predictions import add_predictions
from bench.fixture_records import add_records

READY_SECONDS = 30
PROFILE = "everything"
"""Exeter's, with a role for every way of reaching students (its own has nobody who sees everybody), and every
section.
"""
NO_LIMIT = str(10**9)


@dataclass(frozen=True, slots=True)
class Process:
    """A program that answers on a port of this machine."""

    port: int
    worker: int
    """Its process id."""


@dataclass(frozen=True, slots=True)
class Services:
    attune: Process
    bare: Process
    idle: Process
    """Our application with routes that do nothing."""
    issuer: DemoIssuer


@contextmanager
def profiles_directory() -> Iterator[Path]:
    """The product's profiles, and those that are made up for tests and measurements."""
    with TemporaryDirectory(prefix="attune-profiles-") as home:
        profiles = Path(shutil.copytree(PROJECT / "app" / "profiles", Path(home) / "profiles"))
        shutil.copy(PROJECT / "tests" / "profiles" / "every_reach.yaml", profiles)
        shutil.copy(PROJECT / "bench" / f"{PROFILE}.yaml", profiles)
        yield profiles


@asynccontextmanager
async def services(fixture: Fixture) -> AsyncIterator[Services]:
    """Everything scored and recorded; the service, bare FastAPI, and who signs tokens."""
    await prepare(fixture)
    with started(fixture) as running:
        yield running


async def prepare(fixture: Fixture) -> None:
    """Everything is scored and recorded."""
    await add_records(fixture)
    await add_cases(fixture)
    await add_predictions(fixture)
    await score(fixture)
    await fixture.owner.execute(f"update institutions set profile = '{PROFILE}', version = version + 1")
    await fixture.settle()


@contextmanager
def started(fixture: Fixture) -> Iterator[Services]:
    """The service, bare FastAPI, and who signs tokens."""
    with (
        TemporaryDirectory(prefix="attune-issuer-") as home,
        profiles_directory() as profiles,
        ExitStack() as stack,
    ):
        issuer = DemoIssuer(Path(home))
        environment = {
            "ATTUNE_DATABASE_URL": fixture.urls.application,
            "ATTUNE_ISSUERS": json.dumps([issuer.settings().model_dump()]),
            "ATTUNE_PROFILES_DIR": str(profiles),
            "ATTUNE_SIGNING_KEY": demonstration_signing_key(Path(home)),
            # Counted as ever; but one client is all the clients here.
            "ATTUNE_RATE_PRINCIPAL": NO_LIMIT,
            "ATTUNE_RATE_CLIENT": NO_LIMIT,
            "ATTUNE_RATE_FIGURES": NO_LIMIT,
            "ATTUNE_RATE_ANONYMOUS": NO_LIMIT,
        }
        log = stack.enter_context((Path(home) / "log").open("wb"))

        def start(port: int, module: str, *arguments: str) -> Process:
            command = [sys.executable, "-m", module, *arguments]
            worker = stack.enter_context(_running(command, environment | {"ATTUNE_PORT": str(port)}, log))
            _await_port(port)
            return Process(port, worker)

        attune, bare, idle = free_port(), free_port(), free_port()
        yield Services(
            start(attune, "app.cli", "serve"),
            start(bare, "bench.bare", fixture.urls.owner, str(bare)),
            start(idle, "bench.idle"),
            issuer,
        )


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: BinaryIO) -> Iterator[int]:
    inherited = dict(os.environ)  # noqa: TID251 (what a process is given)
    process = subprocess.Popen(command, env=inherited | environment, cwd=PROJECT, stderr=log)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _await_port(port: int) -> None:
    deadline = perf_counter() + READY_SECONDS
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except httpx.TransportError:
            assert perf_counter() < deadline, f"nothing answers on port {port}"
            sleep(0.1)
        else:
            return
