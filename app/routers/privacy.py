"""Privacy on the wire: answers about people are private, and a client that has one gets 304.

The entity tag is a digest of the very bytes that would be sent. So it is right for every viewer, consent
state and exam period without being told of any of them, and shows nothing that the answer does not.
"""

from hashlib import blake2b
from http import HTTPMethod, HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PRIVATE = "private, no-cache"
COMPRESSED = "-gzip"
"""What ends the entity tag of the same answer compressed."""
CONDITIONAL = frozenset({HTTPMethod.GET, HTTPMethod.HEAD})


class PrivateAnswers:
    """ASGI middleware: Cache-Control on everything, ETag and If-None-Match on reads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        await self._app(scope, receive, answer.send)


class _Answer:
    """One answer on its way out; reads are held back until their whole body is known."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("Cache-Control", PRIVATE)
            if self._scope["method"] in CONDITIONAL and message["status"] == HTTPStatus.OK:
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        tag = f'"{blake2b(self._body, digest_size=16).hexdigest()}"'
        headers = MutableHeaders(scope=start)
        headers["ETag"] = tag
        held = _tags(Headers(scope=self._scope).get("if-none-match", "")).get(tag)
        if held is not None:
            headers["ETag"] = held  # the one that names what the client holds, compressed or not
            start["status"] = HTTPStatus.NOT_MODIFIED
            for name in ("Content-Length", "Content-Type"):
                if name in headers:
                    del headers[name]
            self._body.clear()
        await self._send(start)
        await self._send({"type": "http.response.body", "body": bytes(self._body)})


def _tags(header: str) -> dict[str, str]:
    """The tags that the client has, weak and strong alike (RFC 9110, 13.1.2), by the plain answer's."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return {tag.replace(COMPRESSED + '"', '"'): tag for tag in tags}
