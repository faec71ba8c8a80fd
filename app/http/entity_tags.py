"""Privacy on the wire: answers about people are private, and a client that has one gets 304.

The entity tag is a digest of the very bytes that would be sent. So it is right for every viewer, consent
state and exam period without knowing any of them, and shows nothing that the answer does not.
"""

from hashlib import blake2b
from http import HTTPMethod, HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PRIVATE = b"private, no-cache"
COMPRESSED = b"-gzip"
"""What ends the entity tag of the same answer compressed."""
TAG_HEADERS = frozenset({b"etag"})
BODY_HEADERS = frozenset({b"etag", b"content-length", b"content-type"})
ANY = b"*"
"""Instead of a tag: whichever answer there is."""
OWN_TAG = "own_tag"
"""In a request's state: its answer brings the tag that its own standard asks for, and keeps it."""
CONDITIONAL = frozenset({HTTPMethod.GET, HTTPMethod.HEAD})


def tag_of(body: bytes) -> bytes:
    """The entity tag of an answer of these bytes."""
    return b'"%s"' % blake2b(body, digest_size=16).hexdigest().encode()


def plain(tag: bytes) -> bytes:
    """The tag of the same answer, not compressed."""
    return tag.replace(COMPRESSED + b'"', b'"')


class EntityTags:
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

    __slots__ = ("_body", "_scope", "_send", "_start")

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"] = list(message.get("headers", ()))
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", PRIVATE))
            is_read = self._scope["method"] in CONDITIONAL and message["status"] == HTTPStatus.OK
            if is_read and not self._scope["state"].get(OWN_TAG):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        tag = tag_of(self._body)
        client_tags = self._client_tags()
        client_tag = client_tags.get(tag, tag if ANY in client_tags else None)
        if client_tag is not None:
            start["status"] = HTTPStatus.NOT_MODIFIED
            self._body = b""
        replaced = TAG_HEADERS if client_tag is None else BODY_HEADERS
        start["headers"] = [each for each in start["headers"] if each[0] not in replaced]
        # Where the client holds the answer, the tag names what it holds, compressed or not.
        start["headers"].append((b"etag", tag if client_tag is None else client_tag))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})

    def _client_tags(self) -> dict[bytes, bytes]:
        """The tags that the client has, weak and strong alike (RFC 9110, 13.1.2), by the plain answer's."""
        listed = b",".join(value for name, value in self._scope["headers"] if name == b"if-none-match")
        tags = [tag.strip().removeprefix(b"W/") for tag in listed.split(b",")] if listed else []
        return {plain(tag): tag for tag in tags}
