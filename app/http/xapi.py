"""xAPI over HTTP: versions, credentials and headers as that standard has them, for routes beneath /xapi/.

Whoever asks has a service credential, by Basic or Bearer, or a system's access token.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Annotated, NoReturn, cast
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request, Response
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from app.access.vocabulary import Scope
from app.actions.enter import enter_request
from app.actions.exchange.enter_service import ISSUER, Secret, ServiceContext, as_service, enter_by_secret
from app.actions.exchange.service_credentials import PREFIX
from app.clock import Clock
from app.db.transaction import Transaction
from app.errors import InsufficientScope, Unauthenticated
from app.http.deps import (
    ACTS_AS_INSTITUTION,
    authenticate,
    needed_scope,
    service_of,
    stated_rates,
)
from app.http.limits import OWN_FORMS, STATEMENTS, address_of
from app.http.rates import Rate
from app.http.routes import Answer, ContractRoute
from app.xapi.asking import FIRST, SECOND, rules_of
from app.xapi.faults import BadStatement, refused
from app.xapi.forms import written

VERSION = b"x-experience-api-version"
CONSISTENT = b"x-experience-api-consistent-through"
ABOUT = "/xapi/about"
BEFORE = b"0.95"
"""In whose name a request is refused that says no version: since 1.0, every one does."""
REALM = 'Basic realm="attune", charset="UTF-8"'


class StatementRoute(ContractRoute):
    """A route beneath /xapi/: in one transaction that knows which system asks."""

    def get_route_handler(self) -> Answer:
        answer = self.answering()
        needed = needed_scope(self.endpoint, next(iter(self.methods or ())))
        rates = stated_rates(self.endpoint)

        async def answer_in_transaction(request: Request) -> Response:
            state = request.scope["state"]
            async with service_of(request).database.transaction() as transaction:
                state["service"] = await _entered(request, transaction, needed, rates)
                try:
                    state["rules"] = rules_of(request.headers.get("X-Experience-API-Version"))
                except BadStatement as bad:
                    raise refused(bad, "/header") from None
                try:
                    return await answer(request)
                except BadStatement as bad:
                    raise refused(bad, "/body" if request.method in {"POST", "PUT"} else "/query") from None

        return answer_in_transaction


async def _entered(
    request: Request, transaction: Transaction, needed: Scope, rates: Sequence[Rate]
) -> ServiceContext:
    """Raises Unauthenticated, InsufficientScope, Forbidden and TooManyRequests."""
    service, state = service_of(request), request.scope["state"]
    secret = _secret_in(request)
    if secret is None:
        return await _by_token(request, transaction, needed, rates)
    state["counted"] = True
    found = await enter_by_secret(transaction, service.snapshots, secret, service.clock)
    if found is None:
        service.rates.admit(Rate.FAILURES, address_of(request.scope), state)
        _refuse("the credential is not known here, or holds no more")
    entered, scopes = found
    for rate in (Rate.PRINCIPAL, *rates):
        service.rates.admit(rate, (ISSUER, entered.context.user.subject), state)
    if needed not in scopes:
        raise InsufficientScope(needed)
    return entered


async def _by_token(
    request: Request, transaction: Transaction, needed: Scope, rates: Sequence[Rate]
) -> ServiceContext:
    service = service_of(request)
    try:
        claims = await authenticate(request)
    except Unauthenticated as refusal:
        refusal.headers["WWW-Authenticate"] = f"{REALM}, {refusal.headers['WWW-Authenticate']}"
        raise
    if needed not in claims.scopes:
        raise InsufficientScope(needed)
    for rate in rates:
        service.rates.admit(rate, (claims.issuer, claims.subject), request.scope["state"])
    login = (claims.issuer, claims.subject)
    context = await enter_request(
        transaction, service.snapshots, service.logins, login, claims.roles, service.clock(), may_act=True
    )
    return await as_service(context, claims)


def _secret_in(request: Request) -> Secret | None:
    """None: there is a token, or nothing. Raises Unauthenticated for what is neither."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and given.strip().startswith(PREFIX):
        return Secret(given.strip(), None)
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name, colon, secret = "", "", ""
    if not colon:
        service_of(request).rates.admit(Rate.FAILURES, address_of(request.scope), request.scope["state"])
        _refuse("the user name and password cannot be read")
    return Secret(secret, name)


def _refuse(detail: str) -> NoReturn:
    refusal = Unauthenticated(detail)
    refusal.headers["WWW-Authenticate"] = f"{REALM}, {refusal.headers['WWW-Authenticate']}"
    raise refusal


# --- what routes ask for ---


async def _service(request: Request) -> ServiceContext:
    return cast("ServiceContext", request.scope["state"]["service"])


_ServiceContext = Annotated[ServiceContext, Depends(_service), ACTS_AS_INSTITUTION]
ReadingStatements = Annotated[_ServiceContext, Scope.STATEMENTS_READ]
WritingStatements = Annotated[_ServiceContext, Scope.STATEMENTS_WRITE, Rate.DELIVERIES]


def rules_in(request: Request) -> str:
    """By which version's rules the request is taken."""
    return cast("str", request.scope["state"]["rules"])


# --- middleware ---


class StatementHeaders:
    """ASGI middleware: every answer beneath /xapi/ says the version, and how far statements can be seen."""

    def __init__(self, app: ASGIApp, clock: Clock, longest_seconds: float) -> None:
        self._app = app
        self._clock = clock
        self._longest = timedelta(seconds=longest_seconds)
        """How long a transaction can take that stores statements."""

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(OWN_FORMS):
            await self._app(scope, receive, send)
            return

        async def add_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                headers.append((VERSION, _spoken(scope)))
                known = any(name == CONSISTENT for name, _ in headers)
                if scope["path"] == STATEMENTS and not known:
                    headers.append((CONSISTENT, written(self._clock() - self._longest).encode()))
            await send(message)

        await self._app(scope, receive, add_headers)


def _spoken(scope: AsgiScope) -> bytes:
    asked = next((value for name, value in scope["headers"] if name == VERSION), None)
    if asked is None and scope["path"] != ABOUT:
        return BEFORE
    return (SECOND if (asked or b"").startswith(b"2") else FIRST).encode()


_OF_FORMS = {
    "authorization", "content-type", "content-length", "if-match", "if-none-match", "accept-language",
    "x-experience-api-version",
}  # fmt: skip
"""Headers that a form may bring, besides those of the request itself."""
_METHODS = {"GET", "HEAD", "PUT", "POST", "DELETE"}


class AlternateRequests:
    """ASGI middleware: any request of xAPI 1.0 as a form that is posted, for browsers of old."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] == "POST"
            and scope["path"].startswith(OWN_FORMS)
            and scope["query_string"].startswith(b"method=")
            and b"&" not in scope["query_string"]
        ):
            scope, receive = await _rewritten(scope, receive)
        await self._app(scope, receive, send)


async def _rewritten(scope: AsgiScope, receive: Receive) -> tuple[AsgiScope, Receive]:
    """The request that the form says; as it is, where that is none, for its route to refuse."""
    message = await receive()  # the whole of it: `Limits` has read it already
    body: bytes = message.get("body", b"")
    method = scope["query_string"][len(b"method=") :].decode("ascii", "replace").upper()
    headers = dict(scope["headers"])
    is_form = headers.get(b"content-type", b"").startswith(b"application/x-www-form-urlencoded")
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True) if is_form else []
    given = {name.lower(): value for name, value in pairs if name.lower() in _OF_FORMS}
    version = given.get("x-experience-api-version", headers.get(VERSION, b"").decode("latin-1"))
    if method not in _METHODS or not is_form or version.startswith("2"):
        return scope, _again(body, receive)
    content = next((value for name, value in pairs if name == "content"), None)
    others = [(name, value) for name, value in pairs if name.lower() not in _OF_FORMS and name != "content"]
    headers.pop(b"content-type", None)
    headers |= {name.encode(): value.encode() for name, value in given.items()}
    if content is not None:
        headers.setdefault(b"content-type", b"application/json")
    made = dict(scope, method=method, query_string=urlencode(others).encode(), headers=list(headers.items()))
    return made, _again((content or "").encode(), receive)


def _again(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
