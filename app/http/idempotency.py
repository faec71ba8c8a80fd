"""Repeats: a write that carries an idempotency key may be sent again, and is done once.

The answer is kept in the transaction of the write itself: there is no moment at which one is there and the
other is not. What is kept can be opened by the very same request alone, because its key and body are the
secret that seals it; the database holds digests. A request that is refused leaves nothing behind.
"""

import inspect
import re
import zlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import blake2b
from typing import Annotated, Any

import orjson
from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute

from app.auth.principal import Principal
from app.auth.sealing import seal, unseal
from app.errors import Fault, KeyReused, Malformed, NotJson, StillInFlight, TooLarge, TooSlow
from app.http.deps import Asker
from app.http.problems import add_problems
from app.store.exchange import idempotency_keys as kept_answers
from app.store.exchange.idempotency_keys import Kept
from app.db.session import Session

KEPT_FOR = timedelta(hours=24)
MOST_BYTES = 65_536
"""A larger answer is not kept (compressed and sealed); repeating its request does the write again."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REPLAYED = "Idempotency-Replayed"
# A structured-field string, as the draft wants it, or the bare key that most clients send.
_KEY = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x5b\x5d-\x7e]{1,255})')
_KEPT_HEADERS = ("Content-Type", "ETag", "Link", "Location")


@dataclass(frozen=True, slots=True)
class Repeat:
    """A request that may be sent again: the first time, or with what it was answered before."""

    session: Session
    login: bytes
    key: bytes
    request: bytes
    secret: bytes
    now: datetime
    answer: Response | None = None

    async def keep(self, answer: Response) -> None:
        sealed = seal(self.secret, _written(answer))
        if len(sealed) <= MOST_BYTES:
            kept = Kept(self.request, sealed)
            await kept_answers.keep(self.session, self.login, self.key, kept, self.now + KEPT_FOR)


async def claim(
    request: Request,
    asking: Asker,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="A name of your own for this request, best a UUID: sent again within a day, it is"
            " not done again, and gets the same answer.",
            examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
            json_schema_extra={"maxLength": 257, "pattern": f"^({_KEY.pattern})$"},
        ),
    ] = None,
) -> Repeat | None:
    """What came of the request before, if anything did; None without a key.

    Raises Malformed for what is no key, StillInFlight while the first of the same is being answered, and
    KeyReused for a key that belongs to another request.
    """
    if key is None:
        return None
    body = await request.body()
    login, digest, asked, secret = _digests(asking.principal, _named(key), request, body)
    if not await kept_answers.claim(asking.session, login, digest):
        raise StillInFlight("wait for its answer, or send it again in a moment", headers={"Retry-After": "1"})
    kept = await kept_answers.find(asking.session, login, digest, asking.now)
    answer = None
    if kept is not None:
        opened = unseal(secret, kept.sealed) if kept.request_digest == asked else None
        if opened is None:
            raise KeyReused("take another key for another request", faults=[_fault("is another request's")])
        answer = _read(opened)
    repeat = Repeat(asking.session, login, digest, asked, secret, asking.now, answer)
    request.state.repeat = repeat
    return repeat


def _named(key: str) -> str:
    found = _KEY.fullmatch(key)
    if found is None:
        raise Malformed("see `errors`", faults=[_fault("is not 1 to 255 visible characters, quoted or not")])
    return found[1] or found[2]


def _fault(detail: str) -> Fault:
    return Fault("/header/Idempotency-Key", detail)


def _digests(principal: Principal, key: str, request: Request, body: bytes) -> tuple[bytes, ...]:
    """Of the login, of its key, of the whole request; and the secret that its answer is sealed with."""
    login = _digest(b"login", principal.issuer.encode(), principal.subject.encode())
    named = key.encode()
    query = request.scope.get("query_string", b"")
    what = (request.method.encode(), request.scope["path"].encode(), query, body)
    return (
        login,
        _digest(b"key", login, named),
        _digest(b"request", named, *what),
        _digest(b"secret", login, named, *what),
    )


def _digest(use: bytes, *parts: bytes) -> bytes:
    digest = blake2b(digest_size=32, person=use)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def _written(answer: Response) -> bytes:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    head = orjson.dumps({"status": answer.status_code, "headers": headers})
    return zlib.compress(head + b"\n" + bytes(answer.body), 1)


def _read(kept: bytes) -> Response:
    head, _, body = zlib.decompress(kept).partition(b"\n")
    read: Mapping[str, Any] = orjson.loads(head)
    return Response(body, status_code=read["status"], headers=read["headers"] | {REPLAYED: "true"})


class RepeatableWrites(APIRoute):
    """The route class of routers that write: each write takes an idempotency key; reads are left alone.

    A repeat is answered where the route itself would be called, and not before: whoever may no longer do
    it gets the same refusal as anybody.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Awaitable[Any]],
        *,
        methods: set[str] | list[str] | None = None,
        responses: dict[int | str, dict[str, Any]] | None = None,
        **described: Any,  # noqa: ANN401 (handed on as it is)
    ) -> None:
        self._writes = not SAFE.issuperset(methods or SAFE)
        if self._writes:
            endpoint = _once(endpoint)
            responses = add_problems(responses or {}, NotJson, TooLarge, TooSlow, KeyReused, StillInFlight)
        super().__init__(path, endpoint, methods=methods, responses=responses, **described)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        if not self._writes:
            return answer

        async def answer_and_keep(request: Request) -> Response:
            response = await answer(request)
            # The request's transaction is still open: it ends with the dependencies, after this.
            repeat: Repeat | None = getattr(request.state, "repeat", None)
            if repeat is not None and repeat.answer is None:
                await repeat.keep(response)
            return response

        return answer_and_keep


def _once(endpoint: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The endpoint, unless the request was answered before."""

    @wraps(endpoint)
    async def once(*, repeat: Repeat | None, **given: Any) -> Any:  # noqa: ANN401 (the endpoint's own)
        if repeat is not None and repeat.answer is not None:
            return repeat.answer
        return await endpoint(**given)

    own = inspect.signature(endpoint)
    key = inspect.Parameter(
        "repeat", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[Repeat | None, Depends(claim)]
    )
    once.__signature__ = own.replace(parameters=[*own.parameters.values(), key])  # type: ignore[attr-defined]
    return once
