"""Compression: answers shorter on a bad network, and HEAD wherever there is GET.

Whoever asks for gzip gets an answer of a thousand bytes or more compressed. An entity tag names bytes, so the
compressed answer has one of its own; `entity_tags.py` knows both for the same answer.
"""

from functools import lru_cache

from isal import isal_zlib
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.entity_tags import COMPRESSED

SMALLEST = 1_000
"""Below, an answer fits the packet that it needs anyway."""
LEVEL = 1
"""Of ISA-L: smaller than zlib's 3 in a fifth of its time, on our own answers."""
_GZIP = 31
"""A window of 32 KiB, with the header of gzip."""
NOT_AT_ALL = frozenset({b"0", b"0.0", b"0.00", b"0.000"})
VARY = (b"vary", b"Accept-Encoding, Authorization")
TEXTS = (b"application/json", b"application/problem+json", b"text/", b"application/javascript", b"image/svg")


class Compression:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                asked = value
        answer = _Answer(send, compressed=_takes_gzip(asked), headless=scope["method"] == "HEAD")
        if scope["method"] == "HEAD":
            scope = dict(scope, method="GET")
        await self._app(scope, receive, answer.send)


class _Answer:
    """One answer on its way out: its head waits for the first piece of its body."""

    __slots__ = ("_compressed", "_headless", "_send", "_start")

    def __init__(self, send: Send, *, compressed: bool, headless: bool) -> None:
        self._send = send
        self._compressed = compressed
        self._headless = headless
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), VARY]
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            if self._compressed and _is_worth_it(start, message):
                _compress(start, message)
            await self._send(start)
        if self._headless:
            message["body"] = b""
        await self._send(message)


def _is_worth_it(start: Message, message: Message) -> bool:
    """A whole answer in one piece, long enough, of text, and not compressed already."""
    if message.get("more_body", False) or len(message.get("body", b"")) < SMALLEST:
        return False
    headers = dict(start["headers"])
    return b"content-encoding" not in headers and headers.get(b"content-type", b"").startswith(TEXTS)


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
def _takes_gzip(asked: bytes) -> bool:
    """Whether an Accept-Encoding takes gzip (RFC 9110, 12.5.3)."""
    taken: dict[bytes, bool] = {}
    for each in asked.lower().split(b","):
        coding, _, weight = each.partition(b";")
        taken[coding.strip()] = weight.partition(b"q=")[2].strip() not in NOT_AT_ALL
    return taken.get(b"gzip", taken.get(b"*", False))
