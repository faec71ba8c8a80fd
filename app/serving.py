"""Serving: the application behind uvicorn, until somebody stops it."""

import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from app.errors import Unavailable
from app.settings import Settings


def check_port(settings: Settings) -> None:
    """Refuse early, and in words, if something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            raise Unavailable(
                f"{settings.host}:{settings.port} cannot be used ({problem.strerror});"
                " set ATTUNE_PORT to another one"
            ) from problem


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()


def _nothing() -> None:
    pass


async def serve(settings: Settings, app: Callable[..., Any], on_ready: Callable[[], None] = _nothing) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first."""
    # uvicorn hands the signal on once it has shut down; as an exception, it lets everything above
    # clean up too (the embedded database among it).
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = uvicorn.Config(
        app, settings.host, settings.port, log_level="warning", access_log=False, server_header=False
    )
    await _Server(config, on_ready).serve()
