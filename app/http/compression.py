"""Compression: answers shorter on a bad network, and HEAD wherever there is GET.

Whoever asks for gzip gets an answer of a thousand bytes or more compressed. An entity tag names bytes, so the
compressed answer has one of its own; `entity_tags.py` knows both for the same answer.
"""

from functools import lru_cache

from isal import isal_zlib
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.entity_tags import COMPRESSED

SMALLEST_BYTES = 1_000
"""Below, an answer fits the packet that it needs anyway."""
LEVEL = 1
"""Of ISA-L: smaller than zlib's 3 in a fifth of its time, on our own answers."""
_GZIP = 31
"""A window of 32 KiB, with the header of gzip."""
ZERO_WEIGHTS = frozenset({b"0", b"0.0", b"0.00", b"0.000"})
VARY = (b"vary", b"Accept-Encoding, Authorization")
COMPRESSIBLE = (
    b"application/json",
    b"application/problem+json",
    b"text/",
    b"application/javascript",
    b"image/svg",
)


class Compression:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        accept_encoding = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accept_encoding = value
        answer = _Answer(send, compressed=_accepts_gzip(accept_encoding), is_head=scope["method"] == "HEAD")
        if scope["method"] == "HEAD":
            scope = dict(scope, method="GET")
        await self._app(scope, receive, answer.send)


class _Answer:
    """One answer on its way out: its head waits for the first piece of its body."""

    __slots__ = ("_compressed", "_is_head", "_send", "_start")

    def __init__(self, send: Send, *, compressed: bool, is_head: bool) -> None:
        self._send = send
        self._compressed = compressed
        self._is_head = is_head
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), VARY]
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            if self._compressed and _should_compress(start, message):
                _compress(start, message)
            await self._send(start)
        if self._is_head:
            message["body"] = b""
        await self._send(message)


def _should_compress(start: Message, message: Message) -> bool:
    """A whole answer in one piece, long enough, of text, and not compressed already."""
    if message.get("more_body", False) or len(message.get("body", b"")) < SMALLEST_BYTES:
        return False
    headers = dict(start["headers"])
    return b"content-encoding" not in headers and headers.get(b"content-type", b"").startswith(COMPRESSIBLE)


def _compress(start: Message, message: Message) -> None:
    body = isal_zlib.compress(message["body"], LEVEL, _GZIP)
    headers = [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(body))]
    for name, value in start["headers"]:
        if name == b"etag":
            headers.append((name, value[:-1] + COMPRESSED + b'"'))
        elif name != b"content-length":
            headers.append((name, value))
    start["headers"] = headers
    message["body"] = body


@lru_cache(maxsize=256)
def _accepts_gzip(accept_encoding: bytes) -> bool:
    """Whether an Accept-Encoding accepts gzip (RFC 9110, 12.5.3)."""
    accepted: dict[bytes, bool] = {}
    for each in accept_encoding.lower().split(b","):
        coding, _, weight = each.partition(b";")
        accepted[coding.strip()] = weight.partition(b"q=")[2].strip() not in ZERO_WEIGHTS
    return accepted.get(b"gzip", accepted.get(b"*", False))
