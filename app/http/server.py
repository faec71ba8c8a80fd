"""Serving: the application behind uvicorn, until somebody stops it."""

import asyncio
import gc
import logging
import signal
import socket
import struct
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

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


MOST_HEAD_BYTES = 65_536
"""A request's first line and headers. `limits.py` answers smaller ones that are still too large; beyond this,
the connection is closed."""

_LINGER_ZERO = struct.pack("ii", 1, 0)
"""SO_LINGER on, with no seconds to wait: a close drops what is not sent yet."""


class _RequestStage(Enum):
    BETWEEN = auto()
    """The last request has arrived, or none has begun."""
    HEAD = auto()
    BODY = auto()


_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class _ResponseTransport(asyncio.Transport):
    """Writes a response's head together with the first part of its body.

    uvicorn writes the two apart. The write buffer is of no bytes (see `connection_made`), so each write would
    be a packet, a call of the kernel, and a client woken for half an answer: a fifth of a hot read's time.
    """

    def __init__(self, transport: asyncio.Transport, on_complete: Callable[[], None]) -> None:
        self._transport = transport
        self._on_complete = on_complete
        self._head: bytes | None = None
        self._head_sent = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._head_sent or data == _CONTINUE:
            self._transport.write(data)
        elif self._head is None:
            self._head = bytes(data)
        else:
            self._send_head(data)

    def complete(self) -> None:
        self._flush()
        self._on_complete()

    def _flush(self) -> None:
        """Send a head that no body follows, as in an answer to HEAD."""
        if self._head is not None and not self._head_sent:
            self._send_head(b"")

    def _send_head(self, data: bytes | bytearray | memoryview) -> None:
        assert self._head is not None
        self._head_sent = True
        self._transport.write(self._head + data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class TimedHttpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, with timeouts: for a request's head, which is bounded too, and for reading its answer.

    uvicorn waits for ever for a client that sends nothing, or a byte at a time, or never reads.
    """

    head_seconds: ClassVar[float] = 10
    """In what time a request's first line and headers must arrive."""
    answer_seconds: ClassVar[float] = 60
    """How long an answer may wait for its client to read it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._stage = _RequestStage.BETWEEN
        self._head_bytes = 0
        self._head_timeout: asyncio.TimerHandle | None = None
        self._read_timeout: asyncio.TimerHandle | None = None
        self._running_cycle: RequestResponseCycle | None = None
        transport.set_write_buffer_limits(0)  # pause_writing: whenever the network does not take it all
        super().connection_made(transport)
        self._start_head_timeout()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._stage is _RequestStage.HEAD:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES:
                self.transport.close()
        cycle: RequestResponseCycle | None = self.cycle  # none, before the first request
        idle = cycle is None or cycle.response_complete
        if self._stage is _RequestStage.HEAD or idle:
            # A head that is not whole yet, noise between requests, or the rest of a body that was refused.
            self._start_head_timeout()

    def on_message_begin(self) -> None:
        self._stage = _RequestStage.HEAD
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stage = _RequestStage.BODY
        self._cancel_head_timeout()
        super().on_headers_complete()
        # In time: the task that answers has not begun.
        response = _ResponseTransport(self.transport, self.on_response_complete)
        self.cycle.transport, self.cycle.on_response = response, response.complete

    def on_message_complete(self) -> None:
        self._stage = _RequestStage.BETWEEN
        self._cancel_head_timeout()
        super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: that there are no WebSockets here is no fault of the deployment."""

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read_timeout = self.loop.call_later(self.answer_seconds, self._reset_connection)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._cancel_read_timeout()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Callable[..., Any]) -> None:
        self._running_cycle = cycle
        super()._start_asgi_task(cycle, app)

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_head_timeout()
        self._cancel_read_timeout()
        if self._running_cycle is not None:
            # uvicorn marks only the latest request of a connection; an earlier one may still be running.
            self._running_cycle.disconnected = True
        super().connection_lost(exc)

    def _cancel_read_timeout(self) -> None:
        if self._read_timeout is not None:
            self._read_timeout.cancel()
            self._read_timeout = None

    def _reset_connection(self) -> None:
        """Reset: a plain close would first wait for what is still to be sent, here and in the kernel."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
        self.transport.abort()

    def _start_head_timeout(self) -> None:
        if self._head_timeout is None:
            self._head_timeout = self.loop.call_later(self.head_seconds, self.timeout_keep_alive_handler)

    def _cancel_head_timeout(self) -> None:
        if self._head_timeout is not None:
            self._head_timeout.cancel()
            self._head_timeout = None


class _Server(uvicorn.Server):
    """Calls back when it is ready, and again before it stops, while it still answers."""

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
            _tune_garbage_collection()
            _log.info("serving", extra={"fields": {"host": self.config.host, "port": self.config.port}})
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        _log.info("stopping")
        self._on_stop()
        await asyncio.sleep(self._drain_seconds)
        await super().shutdown(sockets)
        _log.info("stopped")


def _tune_garbage_collection() -> None:
    """Collect less often, and never what exists at start: a full collection would hold one request up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000)


def _do_nothing() -> None:
    pass


async def serve(
    settings: Settings,
    app: Callable[..., Any],
    on_ready: Callable[[], None] = _do_nothing,
    on_stop: Callable[[], None] = _do_nothing,
    listening: socket.socket | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first, within bounds.

    Raises KeyboardInterrupt once all is done, so that everything above cleans up too.
    """
    # uvicorn hands the signal on once it has shut down; as an exception, it lets everything above
    # clean up too (the embedded database among it).
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    await _Server(uvicorn_config(settings, app), settings.drain_seconds, on_ready, on_stop).serve(
        None if listening is None else [listening]
    )


def uvicorn_config(settings: Settings, app: Callable[..., Any]) -> uvicorn.Config:
    """How uvicorn serves the application."""
    timeouts = {"head_seconds": settings.head_seconds, "answer_seconds": settings.answer_seconds}
    protocol = type("Protocol", (TimedHttpProtocol,), timeouts)
    return uvicorn.Config(
        app,
        settings.host,
        settings.port,
        http=protocol,
        ws="none",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        log_config=None,  # app/logs.py sets it up for the whole process
        access_log=False,  # http/observation.py writes one without addresses, paths and queries
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
