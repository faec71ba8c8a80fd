"""The service in a process of its own, as operators run it; for what only a process shows."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self

import httpx
import uvloop

from app import logs
from app.auth.demo_issuer import DemoIssuer
from app.db.roles import Urls
from app.http import server
from app.main import create_app
from app.settings import ServiceSettings

PATIENCE = 60


class Service:
    """`attune serve` under way; or, at a moment of the tests' own, the same with that clock."""

    def __init__(
        self,
        urls: Urls,
        issuer: DemoIssuer,
        log: Path,
        moment: datetime | None = None,
        *,
        port: int = 0,
        **variables: str,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        environment = {key: value for key, value in os.environ.items() if not key.startswith("ATTUNE_")}  # noqa: TID251
        given = {
            "DATABASE_URL": urls.application,
            "ISSUERS": json.dumps([issuer.settings().model_dump()]),
            "PORT": str(self.port),
        }
        environment |= {f"ATTUNE_{name}": value for name, value in (given | variables).items()}
        program = ["app.cli", "serve"] if moment is None else [__name__, moment.isoformat()]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *program], env=environment, stdout=output, stderr=output
            )

    def __enter__(self) -> Self:
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            assert self._process.poll() is None, self.log.read_text()
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/readyz").status_code == 200:
                    return self
            time.sleep(0.1)
        raise AssertionError("the service did not become ready")

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(PATIENCE)

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell_to_stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def ended(self) -> int:
        """Its status, once it has ended."""
        return self._process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(moment: datetime) -> None:
    """What `attune serve` does, with the clock held still."""
    settings = ServiceSettings()
    logs.set_up(settings.log_level)
    app = create_app(settings, clock=lambda: moment)
    with suppress(KeyboardInterrupt):
        uvloop.run(server.serve(settings, app, on_stop=app.state.stopping.set))


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
