"""Serving: the application behind uvicorn, until somebody stops it."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from app.errors import Unavailable
from app.settings import Settings

_log = logging.getLogger("attune")


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
    """Says when it is ready, and that it is about to stop while it still answers."""

    def __init__(
        self,
        config: uvicorn.Config,
        drain_seconds: float,
        on_ready: Callable[[], None],
        on_stop: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._on_ready = on_ready
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            _log.info("serving", extra={"fields": {"host": self.config.host, "port": self.config.port}})
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        _log.info("stopping")
        self._on_stop()
        await asyncio.sleep(self._drain_seconds)
        await super().shutdown(sockets)
        _log.info("stopped")


def _nothing() -> None:
    pass


async def serve(
    settings: Settings,
    app: Callable[..., Any],
    on_ready: Callable[[], None] = _nothing,
    on_stop: Callable[[], None] = _nothing,
) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first, within bounds.

    Raises KeyboardInterrupt once all is done, so that everything above cleans up too.
    """
    # uvicorn hands the signal on once it has shut down; as an exception, it lets everything above
    # clean up too (the embedded database among it).
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config = uvicorn.Config(
        app,
        settings.host,
        settings.port,
        log_config=None,  # app/logs.py has set it up for the whole process
        access_log=False,  # routers/observation.py writes one without addresses, paths and queries
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    await _Server(config, settings.drain_seconds, on_ready, on_stop).serve()
