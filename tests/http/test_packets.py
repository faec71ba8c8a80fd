"""Packets: an answer's head and body leave together, and a head that nothing follows leaves all the same."""

import asyncio
from typing import Any

import pytest
import uvicorn
from starlette.responses import Response
from uvicorn.server import ServerState

from app.http.server import TimedHttpProtocol

pytestmark = pytest.mark.anyio


class Wire(asyncio.Transport):
    """Where a protocol writes."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return False

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def close(self) -> None:
        pass


async def hello(scope: Any, receive: Any, send: Any) -> None:
    await Response("Hello")(scope, receive, send)


@pytest.mark.parametrize(("method", "body"), [("GET", b"Hello"), ("HEAD", b"")])
async def test_an_answer_is_written_once_and_so_is_the_next(method: str, body: bytes) -> None:
    config = uvicorn.Config(hello, log_config=None)
    config.load()
    protocol = TimedHttpProtocol(config, ServerState(), {})
    wire = Wire()
    protocol.connection_made(wire)
    for answers in (1, 2):
        protocol.data_received(f"{method} / HTTP/1.1\r\nHost: attune.test\r\n\r\n".encode())
        await asyncio.sleep(0.05)
        assert len(wire.written) == answers
        head, _, rest = wire.written[-1].partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert rest == body
    protocol.connection_lost(None)
