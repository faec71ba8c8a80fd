"""Idempotency: a write that carries an idempotency key may be sent again, and is done once.

The answer is kept in the transaction of the write itself: neither is ever there without the other. It is
sealed with a secret made of the login and the whole request, so only the very same request can open it; the
database holds digests. A request that is refused leaves nothing behind.

An answer may say what is removed later. So it is kept with the ids that it names, and a request that removes
something takes along every answer that names it, whoever got it. What is left says that there was one.
"""

import asyncio
import inspect
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, wraps
from hashlib import blake2b, sha256
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Header, Request, Response

from app.actions.context import CurrentUser
from app.auth.sealing import seal, unseal
from app.db.transaction import Transaction
from app.errors import (
    Conflict,
    Fault,
    KeyReused,
    Malformed,
    NotJson,
    RemovedSince,
    StillInFlight,
    TooLarge,
    TooSlow,
)
from app.http.deps import context_of
from app.http.problems import add_problems
from app.http.routes import Answer, ContractRoute
from app.store.exchange import idempotency_keys
from app.store.exchange.idempotency_keys import KeptAnswer

KEPT_FOR = timedelta(hours=24)
MOST_BYTES = 65_536
"""A larger answer is not kept (compressed and sealed); repeating its request does the write again."""
WORTH_A_THREAD = 1024 * 1024
"""Bytes of a body whose digest takes so long that nobody else should wait for it."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REPLAYED = "Idempotency-Replayed"
# A structured-field string, as the draft wants it, or the bare key that most clients send.
_KEY = re.compile(r'"([\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x5b\x5d-\x7e]{1,255})')
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KEPT_HEADERS = ("Content-Type", "ETag", "Link", "Location")


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request with an idempotency key: the first one, or a repeat with its answer."""

    transaction: Transaction
    login_digest: bytes
    key_digest: bytes
    request_digest: bytes
    secret: bytes
    """What its answer is sealed with."""
    path: str
    now: datetime
    answer: Response | None = None
    """What the same request was answered before."""

    async def keep(self, answer: Response) -> None:
        """Keep the answer for repeats, unless it is too large."""
        sealed = seal(self.secret, _packed(answer))
        if len(sealed) <= MOST_BYTES:
            await idempotency_keys.keep(
                self.transaction,
                self.login_digest,
                self.key_digest,
                KeptAnswer(self.request_digest, sealed),
                self._named_by(answer),
                self.now + KEPT_FOR,
            )

    def _named_by(self, answer: Response) -> set[UUID]:
        """What the answer is about: every id in it and in its addresses."""
        said = (self.path, answer.headers.get("Location", ""), bytes(answer.body).decode(errors="replace"))
        return {UUID(each) for text in said for each in _ID.findall(text)} | {
            _subject(self.path, self.login_digest)
        }


async def claim(
    request: Request,
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
) -> KeyedRequest | None:
    """What came of the request before, if anything did; None without a key.

    Raises Malformed for what is no key, StillInFlight while the first of the same is being answered,
    KeyReused for a key that belongs to another request, and RemovedSince where the answer is gone with what
    it was about.
    """
    if key is None:
        return None
    context, body = context_of(request), await request.body()
    digests = partial(_digests, context.user, _parsed(key), request, body)
    login_digest, key_digest, request_digest, secret = (
        digests() if len(body) < WORTH_A_THREAD else await asyncio.to_thread(digests)
    )
    if not await idempotency_keys.claim(context.transaction, key_digest):
        raise StillInFlight("wait for its answer, or send it again in a moment", headers={"Retry-After": "1"})
    kept = await idempotency_keys.find(context.transaction, login_digest, key_digest, context.now)
    answer = None
    if kept is not None:
        if kept.request_digest is None or kept.sealed is None:
            raise RemovedSince("it is not done again; to do it anew, take another key")
        opened = unseal(secret, kept.sealed) if kept.request_digest == request_digest else None
        if opened is None:
            raise KeyReused("take another key for another request", faults=[_fault("is another request's")])
        answer = _unpacked(opened)
    keyed = KeyedRequest(
        context.transaction,
        login_digest,
        key_digest,
        request_digest,
        secret,
        request.scope["path"],
        context.now,
        answer,
    )
    request.state.keyed_request = keyed
    return keyed


def _parsed(key: str) -> str:
    """The key without its quotes. Raises Malformed."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise Malformed("see `errors`", faults=[_fault("is not 1 to 255 visible characters, quoted or not")])
    return found[1] or found[2]


def _fault(detail: str) -> Fault:
    return Fault("/header/Idempotency-Key", detail)


def _digests(user: CurrentUser, key: str, request: Request, body: bytes) -> tuple[bytes, ...]:
    """Of the login, of its key, of the whole request; and the secret that its answer is sealed with."""
    login = _login_digest(user)
    query = request.scope.get("query_string", b"")
    parts = (key.encode(), request.method.encode(), request.scope["path"].encode(), query, body)
    return (
        login,
        _digest(b"key", login, key.encode()),
        _digest(b"request", *parts),
        _digest(b"secret", login, *parts),
    )


def _login_digest(user: CurrentUser) -> bytes:
    """As attune_login() of the database makes it, which lets nobody read another login's."""
    return sha256(f"{user.issuer}\x01{user.subject}".encode()).digest()


def _subject(path: str, login_digest: bytes) -> UUID:
    """What an address is about: what it names last or, if that has no id, what the login has there."""
    named = _ID.findall(path)
    return UUID(named[-1]) if named else UUID(bytes=_digest(b"own", login_digest, path.encode())[:16])


def _digest(use: bytes, *parts: bytes) -> bytes:
    digest = blake2b(digest_size=32, person=use)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def _packed(answer: Response) -> bytes:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    head = orjson.dumps({"status": answer.status_code, "headers": headers})
    return zlib.compress(head + b"\n" + bytes(answer.body), 1)


def _unpacked(kept: bytes) -> Response:
    head, _, body = zlib.decompress(kept).partition(b"\n")
    answered: Mapping[str, Any] = orjson.loads(head)
    headers = answered["headers"] | {REPLAYED: "true"}
    return Response(body, status_code=answered["status"], headers=headers)


class RepeatableWrites(ContractRoute):
    """The route class of routers that write: each write takes an idempotency key; reads take none.

    A repeat passes every check of the route before it is answered: whoever may no longer do it is refused.
    Whatever a DELETE, or a POST to a `removal`, removes takes the kept answers about it along.
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
        self._removes = "DELETE" in (methods or ()) or path.endswith("/removal")
        if self._writes:
            endpoint = _once(endpoint)
            responses = add_problems(
                responses or {}, NotJson, TooLarge, TooSlow, KeyReused, Conflict, StillInFlight, RemovedSince
            )
        super().__init__(path, endpoint, methods=methods, responses=responses, **described)

    def answering(self) -> Answer:
        answer = super().answering()
        if not self._writes:
            return answer

        async def answer_and_keep(request: Request) -> Response:
            response = await answer(request)
            # The request's transaction is still open.
            keyed: KeyedRequest | None = getattr(request.state, "keyed_request", None)
            if self._removes and (keyed is None or keyed.answer is None):
                context = context_of(request)
                subject = _subject(request.scope["path"], _login_digest(context.user))
                await idempotency_keys.forget(context.transaction, [subject])
            if keyed is not None and keyed.answer is None:
                await keyed.keep(response)
            return response

        return answer_and_keep


def _once(endpoint: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The endpoint, unless the request was answered before."""

    @wraps(endpoint)
    async def once(*, keyed_request: KeyedRequest | None, **given: Any) -> Any:  # noqa: ANN401 (the endpoint's own)
        if keyed_request is not None and keyed_request.answer is not None:
            return keyed_request.answer
        return await endpoint(**given)

    own = inspect.signature(endpoint)
    key = inspect.Parameter(
        "keyed_request",
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[KeyedRequest | None, Depends(claim)],
    )
    once.__signature__ = own.replace(parameters=[*own.parameters.values(), key])  # type: ignore[attr-defined]
    return once
