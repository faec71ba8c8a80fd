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


MOST_HEAD = 65_536
"""Bytes of a request's first line and headers; `limits.py` says no in words to less than that."""


_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: on, for no seconds."""


class _Stage(Enum):
    BETWEEN = auto()
    """The last request has arrived, or none has begun."""
    HEAD = auto()
    BODY = auto()


_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class _Whole(asyncio.Transport):
    """Where an answer is written: its head leaves with the first of its body.

    uvicorn writes the two apart. Our buffers are of no bytes (see below), so that each would be a packet, a
    call of the kernel, and a client woken for half an answer: a fifth of a hot read's time.
    """

    def __init__(self, transport: asyncio.Transport, on_end: Callable[[], None]) -> None:
        self._transport = transport
        self._on_end = on_end
        self._head: bytes | None = None
        self._is_out = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._is_out or data == _GO_ON:
            self._transport.write(data)
        elif self._head is None:
            self._head = bytes(data)
        else:
            self._let_go(data)

    def end(self) -> None:
        self._flush()
        self._on_end()

    def _flush(self) -> None:
        """Nothing follows: to HEAD, there is no body."""
        if self._head is not None and not self._is_out:
            self._let_go(b"")

    def _let_go(self, data: bytes | bytearray | memoryview) -> None:
        assert self._head is not None
        self._is_out = True
        self._transport.write(self._head + data)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class PromptProtocol(HttpToolsProtocol):
    """uvicorn's HTTP, except that a request's head arrives in time and within bounds, and its answer leaves.

    uvicorn waits for ever for a client that says nothing, or says it a byte at a time, or never reads.
    """

    head_seconds: ClassVar[float] = 10
    answer_seconds: ClassVar[float] = 60

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._stage = _Stage.BETWEEN
        self._head_bytes = 0
        self._hurry: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._answering: RequestResponseCycle | None = None
        transport.set_write_buffer_limits(0)  # pause_writing: whenever the network does not take it all
        super().connection_made(transport)
        self._be_quick()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._stage is _Stage.HEAD:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD:
                self.transport.close()
        cycle: RequestResponseCycle | None = self.cycle  # none, before the first request
        idle = cycle is None or cycle.response_complete
        if self._stage is _Stage.HEAD or idle:
            # A head that is not whole yet, noise between requests, or the rest of a body that was refused.
            self._be_quick()

    def on_message_begin(self) -> None:
        self._stage = _Stage.HEAD
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stage = _Stage.BODY
        self._no_hurry()
        super().on_headers_complete()
        whole = _Whole(self.transport, self.on_response_complete)
        self.cycle.transport, self.cycle.on_response = whole, whole.end  # its task has not begun

    def on_message_complete(self) -> None:
        self._stage = _Stage.BETWEEN
        self._no_hurry()
        super().on_message_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: that there are no WebSockets here is no fault of the deployment."""

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self.answer_seconds, self._give_up)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._is_read()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Callable[..., Any]) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def connection_lost(self, exc: Exception | None) -> None:
        self._no_hurry()
        self._is_read()
        if self._answering is not None:
            # uvicorn tells the latest request, which others may be waiting before.
            self._answering.disconnected = True
        super().connection_lost(exc)

    def _is_read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _give_up(self) -> None:
        """Hang up at once: a plain close would first wait for what is to be sent, here and in the kernel."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def _be_quick(self) -> None:
        if self._hurry is None:
            self._hurry = self.loop.call_later(self.head_seconds, self.timeout_keep_alive_handler)

    def _no_hurry(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None


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
            _settle()
            _log.info("serving", extra={"fields": {"host": self.config.host, "port": self.config.port}})
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        _log.info("stopping")
        self._on_stop()
        await asyncio.sleep(self._drain_seconds)
        await super().shutdown(sockets)
        _log.info("stopped")


def _settle() -> None:
    """What is there by now stays: to look through all of it for garbage, again and again, takes time from
    requests, and now and then much from one."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000)


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
    await _Server(configured(settings, app), settings.drain_seconds, on_ready, on_stop).serve()


def configured(settings: Settings, app: Callable[..., Any]) -> uvicorn.Config:
    """How uvicorn serves the application."""
    patience = {"head_seconds": settings.head_seconds, "answer_seconds": settings.answer_seconds}
    protocol = type("Protocol", (PromptProtocol,), patience)
    return uvicorn.Config(
        app,
        settings.host,
        settings.port,
        http=protocol,
        ws="none",
        forwarded_allow_ips=settings.trusted_proxies,
        log_config=None,  # app/logs.py has set it up for the whole process
        access_log=False,  # routers/observation.py writes one without addresses, paths and queries
        server_header=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
