"""Observation: what every request leaves behind for the operator: an id, a count, a time, a line in the log.

And what every answer carries: that id, and that it is what it says it is.

No path, query, address, subject or id of a person: the route's template says which operation it was.
"""

import logging
import secrets
from time import perf_counter

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Internal
from app.http.metrics import Metrics
from app.http.problems import render
from app.logs import FieldsRecord, request_id

_log = logging.getLogger("attune.requests")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
ID_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
HEXADECIMAL = b"0123456789abcdef"
SHORTEST_ID, LONGEST_ID = 16, 64
"""A shorter one would tell few requests apart, and could be somebody's number."""
TRACEPARENT_LENGTH = 55
NOSNIFF = (b"x-content-type-options", b"nosniff")
"""Nobody takes an answer for anything but what it says it is."""
NO_ROUTE = "(no such path)"
CLIENT_GONE = 499
"""Logged where the client went before there was an answer."""


class Observation:
    """ASGI middleware around every other but CORS: it sees every answer as it goes out, and no preflight."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        name = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = name
        request_id.set(name)  # not reset: whoever runs us logs a crash after we have returned
        answer = _Answer(name, send)
        self._metrics.in_flight += 1
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            # Whoever runs us logs it once more than we could; the client is answered here, id and all.
            if not answer.status:
                await render(Request(scope), Internal())(scope, receive, answer.send)
            raise
        finally:
            self._metrics.in_flight -= 1
            self._record(scope, answer, perf_counter() - began)

    def _record(self, scope: Scope, answer: "_Answer", seconds: float) -> None:
        status = answer.status or CLIENT_GONE
        route = template(scope)
        self._metrics.count(route, method(scope), status, seconds)
        if _log.isEnabledFor(logging.INFO):
            fields = {
                "method": method(scope),
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000, 2),
                "bytes": answer.size,
            }
            _log.handle(FieldsRecord(_log, logging.INFO, "request", fields))


class _Answer:
    """One answer on its way out: named, and counted."""

    __slots__ = ("_name", "_send", "size", "status")

    def __init__(self, name: str, send: Send) -> None:
        self._name = name
        self._send = send
        self.status = 0
        self.size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = ((b"x-request-id", self._name.encode()), NOSNIFF)
            message["headers"] = [*message.get("headers", ()), *own]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)


def _request_id(scope: Scope) -> str:
    """The request's id: the client's, its trace's, or a new one."""
    trace = b""
    for key, value in scope["headers"]:
        if key == b"x-request-id":
            if SHORTEST_ID <= len(value) <= LONGEST_ID and not value.translate(None, ID_CHARACTERS):
                return str(value, "ascii")
        elif key == b"traceparent" and len(value) == TRACEPARENT_LENGTH:
            trace = value[3:35]
    if trace and not trace.translate(None, HEXADECIMAL) and trace.strip(b"0"):
        return str(trace, "ascii")
    return secrets.token_hex(16)


def method(scope: Scope) -> str:
    """A client may make methods up, and must fill neither our memory nor our logs with them."""
    name: str = scope["method"]
    return name if name in METHODS else "other"


def template(scope: Scope) -> str:
    """The route's path as it is declared, with its parameters' names in place of their values."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    route = included or scope.get("route")
    if route is not None:
        return str(route.path)
    if "endpoint" in scope:
        return str(scope.get("root_path", "")) or NO_ROUTE  # a directory of files
    return NO_ROUTE
