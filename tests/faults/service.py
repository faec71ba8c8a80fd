"""The service as it is deployed: a process of its own, which can be killed and started again."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import httpx

from app.devtools.postgres.server import HOST, free_port
from app.settings import PROJECT, Issuer

PATIENCE = 30.0


@dataclass
class Service:
    database_url: str
    issuer: Issuer
    log: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def launch(self) -> None:
        environment = {
            "PATH": os.environ["PATH"],  # noqa: TID251 (the edge of the tests)
            "ATTUNE_DATABASE_URL": self.database_url,
            "ATTUNE_ISSUERS": f"[{self.issuer.model_dump_json()}]",
            "ATTUNE_PORT": str(self.port),
        } | self.settings
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"],
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def start(self) -> None:
        """Returns once it says that it is ready."""
        self.launch()
        await self.until_ready()

    async def until_ready(self) -> None:
        assert self.process is not None
        async with httpx.AsyncClient(base_url=self.base_url, timeout=5) as client:
            with anyio.fail_after(PATIENCE):
                while not await _is_ready(client):
                    assert self.process.poll() is None, self.said()
                    await anyio.sleep(0.02)

    def kill(self) -> None:
        """As the kernel does it when memory is short: at any moment, with no farewell."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(5)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def said(self) -> str:
        return self.log.read_text(errors="replace")


async def _is_ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/readyz")).is_success
    except httpx.TransportError:
        return False
