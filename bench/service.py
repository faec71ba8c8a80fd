"""The service on a bed, as in production, with the bare yardstick beside it."""

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

from app.auth.demo_issuer import DemoIssuer
from app.jobs.score_students import score_institution
from app.settings import PROJECT
from bench.fixture_database import Bed
from bench.fixture_records import furnish

READY_SECONDS = 30
PORT, BARE, FORGETFUL = 8_701, 8_702, 8_703
# Exeter's own roles have nobody who sees everybody.
PROFILE = """\
extends: exeter
roles: [student, personal_tutor, information_desk, analyst, admin, service, site_explorer]
"""


@dataclass(frozen=True, slots=True)
class Service:
    port: int
    bare: int
    """Where the yardstick is."""
    forgetful: int
    """Where the same service is, but one that makes every answer anew."""
    issuer: DemoIssuer
    worker: int
    """The service's process."""


@asynccontextmanager
async def service(made: Bed) -> AsyncIterator[Service]:
    """The service, twice, and the yardstick on ports of this machine, and who signs tokens."""
    await furnish(made)
    async for _ in score_institution(made.here, made.last):
        pass
    await made.owner.execute("update institutions set profile = 'explored'")
    await made.settle()
    with TemporaryDirectory(prefix="attune-issuer-") as home, ExitStack() as stack:
        issuer = DemoIssuer(Path(home))
        profiles = Path(shutil.copytree(PROJECT / "app/profiles", Path(home) / "profiles"))
        (profiles / "explored.yaml").write_text(PROFILE)
        environment = {
            "ATTUNE_DATABASE_URL": made.urls.application,
            "ATTUNE_ISSUERS": json.dumps([issuer.settings().model_dump()]),
            "ATTUNE_PROFILES_DIR": str(profiles),
            # Counted as ever; but one client is all the clients here.
            "ATTUNE_RATE_PRINCIPAL": str(10**9),
            "ATTUNE_RATE_CLIENT": str(10**9),
            "ATTUNE_RATE_ANONYMOUS": str(10**9),
        }
        log = stack.enter_context((Path(home) / "log").open("wb"))
        attune = [PROJECT / ".venv/bin/attune", "serve"]
        usual = environment | {"ATTUNE_PORT": str(PORT)}
        forgetful = environment | {"ATTUNE_PORT": str(FORGETFUL), "ATTUNE_REMEMBERED_MIB": "0"}
        worker = stack.enter_context(_process(attune, usual, log))
        stack.enter_context(_process(attune, forgetful, log))
        stack.enter_context(_process([sys.executable, "-m", "bench.bare", made.urls.owner, BARE], {}, log))
        for each in (PORT, BARE, FORGETFUL):
            _await_port(each)
        yield Service(PORT, BARE, FORGETFUL, issuer, worker)


@contextmanager
def _process(command: list[object], environment: dict[str, str], log: BinaryIO) -> Iterator[int]:
    inherited = dict(os.environ)  # noqa: TID251 (what a process is given)
    process = subprocess.Popen(
        [str(each) for each in command], env=inherited | environment, cwd=PROJECT, stderr=log
    )
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
