"""Limits: what is too long, too deep, too slow, too often or not JSON is refused before anything looks at it.

Whatever a route gets to see has arrived whole, in time, and is well formed: valid UTF-8 without a NUL, which
PostgreSQL could not hold, and JSON whose numbers are numbers. In a delivery a NUL is a fault of its item.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_network
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import (
    AddressTooLong,
    Fault,
    HeadersTooLarge,
    InvalidInput,
    Malformed,
    NotForm,
    NotJson,
    NotWorkbook,
    Refusal,
    TooLarge,
    TooManyRequests,
    TooSlow,
)
from app.http.problems import render
from app.http.rates import QuotaState, Rate, Rates
from app.workbooks.archive import MOST_BYTES as MOST_WORKBOOK_BYTES
from app.workbooks.layout import MEDIA_TYPE as WORKBOOK

MOST_ADDRESS_BYTES = 8_192
"""Path and query together."""
MOST_HEADER_BYTES = 32_768
"""All headers together; a token may have 8,192 of them."""
MOST_DEPTH = 32
"""Of arrays and objects in one another; what is taken here has five at most."""
FORM = "application/x-www-form-urlencoded"
DELIVERIES = frozenset(
    {
        "/v1/events",
        "/v1/events/lookups",
        "/v1/events/removals",
        "/v1/caliper",
        "/v1/module-resources",
        "/v1/roster",
        "/v1/teaching-sessions",
        "/v1/attendance",
        "/v1/marks",
        "/v1/credits",
        "/v1/career-stages",
        "/v1/extenuating-circumstances",
    }
)
"""Where other systems deliver many items at once."""
WORKBOOKS = re.compile(r"/v1/weekly-reports/[^/]+/workbook")
"""Where a workbook comes back: the one body that is not JSON."""
STATEMENTS = "/xapi/statements"
"""Where learning records come in: a delivery, by the rules of a standard of its own."""
UPLOADS = "/v1/imports"
"""Where whole files come in: read by the route itself, once it knows who sends."""
OWN_FORMS = "/xapi/"
"""Beneath it a body is whatever that standard allows; whoever answers there reads it strictly."""
FORMS = frozenset({"/v1/lti/login", "/v1/lti/launch"})
"""Where a browser brings what a learning platform says, as LTI has it; whoever answers reads it strictly."""
UNCOUNTED = frozenset({"/healthz", "/readyz", "/metrics"})
"""What a deployment asks of its own service, again and again."""

ONCE = {name.lower().encode(): name for name in ("Authorization", "Attune-Purpose", "Idempotency-Key")}
"""Headers that say one thing. Of two, nobody could tell which counts; the record of a look must not guess."""


@dataclass(frozen=True, slots=True)
class Bounds:
    body_bytes: int
    delivery_bytes: int
    body_seconds: float
    import_bytes: int
    import_seconds: float


@dataclass(slots=True)
class _Head:
    """What the headers say that matters here."""

    size: int = 0
    once: set[bytes] = field(default_factory=set)
    """Those of `ONCE` that were sent."""
    length: int = 0
    has_body: bool = False
    content_type: bytes = b""

    @property
    def has_token(self) -> bool:
        return b"authorization" in self.once


class Limits:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, bounds: Bounds, rates: Rates) -> None:
        self._app = app
        self._bounds = bounds
        self._rates = rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        try:
            head = _check_head(scope)
            if not head.has_token:
                count_anonymous(self._rates, scope)
            if head.has_body and scope["path"] == UPLOADS:
                receive = self._upload(receive, head)
            elif head.has_body:
                receive = _replay(await self._body(scope, receive, head), receive)
        except Refusal as refusal:
            await render(Request(scope), refusal)(scope, receive, send)
            return
        except ClientDisconnect:
            return

        await self._app(scope, receive, _Answer(self._rates, scope, receive, send).send)

    def _upload(self, receive: Receive, head: _Head) -> Receive:
        """Nothing of it is kept for anybody who has not shown a token that holds."""
        if head.length > self._bounds.import_bytes:
            raise _too_large(self._bounds.import_bytes)
        return _Upload(receive, self._bounds.import_bytes, self._bounds.import_seconds).receive

    async def _body(self, scope: Scope, receive: Receive, head: _Head) -> bytes:
        """The whole body, well formed. Nobody without a token has us keep as much as a delivery may have."""
        delivers = scope["path"] in {*DELIVERIES, STATEMENTS} and head.has_token
        is_workbook = WORKBOOKS.fullmatch(scope["path"]) is not None
        most = self._bounds.delivery_bytes if delivers else self._bounds.body_bytes
        if is_workbook and head.has_token:
            most = MOST_WORKBOOK_BYTES
        if head.length > most:
            raise _too_large(most)
        try:
            async with asyncio.timeout(self._bounds.body_seconds):
                body = await _read(receive, most)
        except TimeoutError:
            raise TooSlow(f"the body must arrive in {self._bounds.body_seconds:g} seconds") from None
        if body and is_workbook:
            _check_workbook(head.content_type)
        elif body and scope["path"] in FORMS:
            _check_form(head.content_type)
        elif body and not scope["path"].startswith(OWN_FORMS):
            # What an item of a delivery may hold is judged item by item.
            _check_json(body, head.content_type, with_nul=scope["path"] in DELIVERIES)
        return body


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"the body may have {most} bytes at most: send less at once")


class _Upload:
    """A body on its way to the route that reads it: no more than it may have, and no longer."""

    __slots__ = ("_is_whole", "_most", "_receive", "_seconds", "_size", "_until")

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive = receive
        self._most = most
        self._seconds = seconds
        self._until: float | None = None
        self._size = 0
        self._is_whole = False

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow(f"the body must arrive in {self._seconds:g} seconds") from None
        self._size += len(message.get("body", b""))
        if self._size > self._most:
            raise _too_large(self._most)
        self._is_whole = not message.get("more_body", False)
        return message


class _Answer:
    """One answer on its way out: counted, where nobody has counted its request, and told of the quota."""

    __slots__ = ("_is_refused", "_rates", "_receive", "_scope", "_send")

    def __init__(self, rates: Rates, scope: Scope, receive: Receive, send: Send) -> None:
        self._rates = rates
        self._scope = scope
        self._receive = receive
        self._send = send
        self._is_refused = False

    async def send(self, message: Message) -> None:
        if self._is_refused:
            return
        if message["type"] == "http.response.start" and message["status"] != TooManyRequests.status:
            try:
                count_anonymous(self._rates, self._scope)  # a token came along that nobody looked at
            except TooManyRequests as refusal:
                self._is_refused = True
                await render(Request(self._scope), refusal)(self._scope, self._receive, self._send)
                return
            quota: QuotaState | None = self._scope["state"].get("quota")
            if quota is not None:
                message["headers"] = [*message.get("headers", ()), *quota.headers()]
        await self._send(message)


def count_anonymous(rates: Rates, scope: Scope) -> None:
    """Count a request by its address, unless it is counted already. Raises TooManyRequests.

    An Authorization header alone changes nothing: whoever has verified a token has counted it.
    """
    request_state = scope["state"]
    if scope["path"] not in UNCOUNTED and not request_state.get("counted"):
        request_state["counted"] = True
        rates.admit(Rate.ANONYMOUS, address_of(scope), request_state)


def address_of(scope: Scope) -> str:
    """The client's address; of IPv6 the network, because a single household has 2^64 addresses."""
    address: str = scope["client"][0] if scope.get("client") else ""
    if ":" not in address:
        return address
    try:
        return str(ip_network((IPv6Address(address.partition("%")[0]), 64), strict=False))
    except ValueError:
        return address


def _check_head(scope: Scope) -> _Head:
    raw_path, query = scope.get("raw_path") or b"", scope["query_string"]
    if len(raw_path) + len(query) > MOST_ADDRESS_BYTES:
        raise AddressTooLong(f"path and query may have {MOST_ADDRESS_BYTES} bytes at most")
    if b"%" in raw_path or b"%" in query:
        _check_text(unquote_to_bytes(raw_path) + unquote_to_bytes(query))
    head = _Head()
    for name, value in scope["headers"]:
        head.size += len(name) + len(value)
        if name in ONCE:
            if name in head.once:
                raise Malformed(f"there is more than one {ONCE[name]} header: send one")
            head.once.add(name)
        elif name == b"content-length":
            # The server has checked that it is a number; a test's transport says what is true.
            head.length = int(value)
            head.has_body = head.length > 0
        elif name == b"transfer-encoding":
            head.has_body = True
        elif name == b"content-type":
            head.content_type = value
    if head.size > MOST_HEADER_BYTES:
        raise HeadersTooLarge(f"all headers together may have {MOST_HEADER_BYTES} bytes at most")
    return head


def _check_text(sent: bytes) -> None:
    if b"\0" in sent:
        raise Malformed("the address holds a NUL character")
    try:
        sent.decode()
    except UnicodeDecodeError:
        raise Malformed("the address is not UTF-8") from None


async def _read(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            raise _too_large(most)
        if not message.get("more_body", False):
            return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more, for the application, and then whatever the server says next."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay


def _check_workbook(content_type: bytes) -> None:
    """What is in it, whoever reads it finds out."""
    if content_type.partition(b";")[0].strip().lower() != WORKBOOK.encode():
        raise NotWorkbook(f"send the body as {WORKBOOK}")


def _check_form(content_type: bytes) -> None:
    if content_type.partition(b";")[0].strip().lower() != FORM.encode():
        raise NotForm(f"send the body as {FORM}")


def _check_json(body: bytes, content_type: bytes, *, with_nul: bool) -> None:
    kind = content_type.partition(b";")[0].strip().lower()
    if kind != b"application/json" and not (kind.startswith(b"application/") and kind.endswith(b"+json")):
        raise NotJson("send the body as application/json")
    try:
        # Stricter than what reads it after: no NaN, no number beyond a double, no half of a surrogate pair.
        value = orjson.loads(body)
    except orjson.JSONDecodeError as problem:
        faults = [Fault(f"/body/{problem.pos}", problem.msg)]
        raise Malformed("the body is not JSON", faults=faults) from None
    if isinstance(value, (list, dict)) and _is_too_deep(value):
        raise Malformed(f"the body nests more than {MOST_DEPTH} deep")
    if b"\\u0000" in body and not with_nul:
        faults = [Fault(pointer, "holds a NUL character") for pointer in _nul_pointers(value, "/body")]
        if faults:
            raise InvalidInput("see `errors`", faults=faults)


def _is_too_deep(value: Any) -> bool:  # noqa: ANN401 (any JSON value)
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (list, dict))
        ]
        if not level:
            return False
    return True


def _nul_pointers(value: Any, pointer: str) -> Iterator[str]:  # noqa: ANN401 (any JSON value)
    if isinstance(value, str):
        if "\0" in value:
            yield pointer
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _nul_pointers(each, f"{pointer}/{at}")
    elif isinstance(value, dict):
        for key, each in value.items():
            if "\0" in key:
                yield pointer
            yield from _nul_pointers(each, f"{pointer}/{key}")
