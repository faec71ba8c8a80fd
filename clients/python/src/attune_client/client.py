"""Clients: one person's connection, waiting (`Attune`) or not (`AsyncAttune`).

How a request is sent is written once, as a generator of steps; the two clients differ in how they take one.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, Generic, NamedTuple, Self, TypeVar, cast

import httpx

from attune_client.call import Call, Paged
from attune_client.problems import problem_of, seconds_to_wait

T = TypeVar("T")
Item = TypeVar("Item")
UNAUTHENTICATED, NOT_MODIFIED = 401, 304
PASSING = frozenset({409, 429, 503})
"""Still in flight, too many, unavailable: refusals that pass."""
IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})
ATTEMPTS = 3
KEPT_ANSWERS = 50


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """An answer's data, and what stands beside them."""

    data: T
    headers: Mapping[str, str]
    unchanged: bool
    """Whether the service said that an earlier answer still holds (304), so that nothing was sent anew."""

    @property
    def etag(self) -> str | None:
        """For `if_match` of a change."""
        return self.headers.get("ETag")


class NeedToken(NamedTuple):
    """A token is wanted: in place of this one, if it was refused."""

    refused: str | None


class Wait(NamedTuple):
    seconds: int


Steps = Generator[httpx.Request | NeedToken | Wait, Any, httpx.Response]


@dataclass(slots=True)
class _Connection:
    """What both clients know: who asks and why, and what is kept of the answers."""

    purpose: str | None
    patience: float
    kept: dict[str, httpx.Response] = field(default_factory=dict)
    renewed: tuple[str, str] | None = None
    """The last refused token, and what came in its place."""

    def steps(self, client: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> Steps:
        """Send the call: with a token that holds, and again where that is asked for and safe."""
        headers = {key: value for key, value in call.headers.items() if value is not None}
        if self.purpose is not None:
            headers.setdefault("Attune-Purpose", self.purpose)
        if call.content_type is not None:
            headers["Content-Type"] = call.content_type
        query = {key: value for key, value in call.query.items() if value is not None}
        request = client.build_request(
            call.method,
            call.path,
            params=query,
            headers=headers,
            json=call.body,
            data=call.form,
            content=call.content,
        )
        kept = self.kept.get(str(request.url)) if call.method == "GET" else None
        if kept is not None:
            request.headers["If-None-Match"] = kept.headers["ETag"]
        token = yield NeedToken(None)
        is_safe = call.method in IDEMPOTENT or "Idempotency-Key" in headers
        left, may_renew, attempt = self.patience, True, 1
        while True:
            request.headers["Authorization"] = f"Bearer {token}"
            response: httpx.Response = yield request
            if response.status_code == UNAUTHENTICATED and may_renew:
                other = yield NeedToken(token)
                if other == token:
                    return response
                token, may_renew = other, False
                continue
            wait = seconds_to_wait(response) if response.status_code in PASSING and is_safe else None
            if wait is None or wait > left or attempt >= ATTEMPTS:
                return response
            left, attempt = left - wait, attempt + 1
            yield Wait(wait)

    def answer(self, call: Call[T], response: httpx.Response) -> Answer[T]:
        """What the answer holds. Raises ProblemError for a refusal, which also forgets what was kept."""
        url = str(response.request.url)
        kept = self.kept.pop(url, None)
        unchanged = response.status_code == NOT_MODIFIED and kept is not None
        if unchanged and kept is not None:
            response = kept
        if not response.is_success:
            raise problem_of(response)
        if call.method == "GET" and "ETag" in response.headers:
            self.kept[url] = response
            if len(self.kept) > KEPT_ANSWERS:
                del self.kept[next(iter(self.kept))]
        return Answer(cast("T", _read(call, response)), response.headers, unchanged)


def _read(call: Call[Any], response: httpx.Response) -> object:
    if call.reads == "nothing" or not response.content:
        return None
    if call.reads == "json":
        return response.json()
    return response.text if call.reads == "text" else response.content


def _next_cursor(response_headers: Mapping[str, str]) -> str | None:
    link = httpx.Response(200, headers=dict(response_headers)).links.get("next")
    return None if link is None else httpx.URL(link["url"]).params.get("cursor")


class Attune:
    """A client that waits for each answer.

    `token` is an access token, or what gives one: it is asked before each request with None, and once more
    with a token that the service refused. It gives another, or the same where there is no other. `purpose` is
    why a member of staff looks at students; `patience` how many seconds a request may wait in all to be sent
    again; `transport` another way to send, such as by a proxy. One client is one person's: it keeps answers.
    """

    def __init__(
        self,
        base_url: str,
        token: str | Callable[[str | None], str],
        *,
        purpose: str | None = None,
        patience: float = 10,
        timeout: float = 30,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._connection = _Connection(purpose, patience)
        self._token = token
        self._lock = threading.Lock()
        self._http = httpx.Client(base_url=base_url, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def take(self, call: Call[T]) -> T:
        """The answer's data. Raises ProblemError."""
        return self.ask(call).data

    def ask(self, call: Call[T]) -> Answer[T]:
        """The answer, with its headers and whether it is unchanged. Raises ProblemError."""
        steps = self._connection.steps(self._http, call)
        told: Any = None
        try:
            while True:
                told = self._taken(steps.send(told))
        except StopIteration as end:
            return self._connection.answer(call, end.value)

    def pages(self, call: Paged[T, Any]) -> Iterator[T]:
        """Every page from this one on, asked for as it is wanted."""
        cursor: str | None = ""
        while cursor is not None:
            answer = self.ask(call)
            yield answer.data
            if (cursor := _next_cursor(answer.headers)) is not None:
                call = call.following(cursor)

    def items(self, call: Paged[Any, Item]) -> Iterator[Item]:
        """Every item of every page from this one on."""
        for page in self.pages(call):
            yield from page["items"]

    def _taken(self, step: httpx.Request | NeedToken | Wait) -> object:
        if isinstance(step, httpx.Request):
            return self._http.send(step)
        if isinstance(step, Wait):
            time.sleep(step.seconds)
            return None
        return self._current(step.refused)

    def _current(self, refused: str | None) -> str:
        if isinstance(self._token, str):
            return self._token
        if refused is None:
            return self._token(None)
        with self._lock:  # whoever was refused with the same token shares its renewal
            known = self._connection.renewed
            if known is not None and known[0] == refused:
                return known[1]
            other = self._token(refused)
            self._connection.renewed = (refused, other) if other != refused else None
            return other


class AsyncAttune:
    """The same for asyncio. `token` may be a coroutine function."""

    def __init__(
        self,
        base_url: str,
        token: str | Callable[[str | None], str | Awaitable[str]],
        *,
        purpose: str | None = None,
        patience: float = 10,
        timeout: float = 30,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._connection = _Connection(purpose, patience)
        self._token = token
        self._lock = asyncio.Lock()
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._http.aclose()

    async def take(self, call: Call[T]) -> T:
        """The answer's data. Raises ProblemError."""
        return (await self.ask(call)).data

    async def ask(self, call: Call[T]) -> Answer[T]:
        """The answer, with its headers and whether it is unchanged. Raises ProblemError."""
        steps = self._connection.steps(self._http, call)
        told: Any = None
        while True:
            try:
                step = steps.send(told)
            except StopIteration as end:
                return self._connection.answer(call, end.value)
            told = await self._taken(step)

    async def pages(self, call: Paged[T, Any]) -> AsyncIterator[T]:
        """Every page from this one on, asked for as it is wanted."""
        cursor: str | None = ""
        while cursor is not None:
            answer = await self.ask(call)
            yield answer.data
            if (cursor := _next_cursor(answer.headers)) is not None:
                call = call.following(cursor)

    async def items(self, call: Paged[Any, Item]) -> AsyncIterator[Item]:
        """Every item of every page from this one on."""
        async for page in self.pages(call):
            for each in page["items"]:
                yield each

    async def _taken(self, step: httpx.Request | NeedToken | Wait) -> object:
        if isinstance(step, httpx.Request):
            return await self._http.send(step)
        if isinstance(step, Wait):
            await asyncio.sleep(step.seconds)
            return None
        return await self._current(step.refused)

    async def _current(self, refused: str | None) -> str:
        if isinstance(self._token, str):
            return self._token
        if refused is None:
            return await _awaited(self._token(None))
        async with self._lock:  # whoever was refused with the same token shares its renewal
            known = self._connection.renewed
            if known is not None and known[0] == refused:
                return known[1]
            other = await _awaited(self._token(refused))
            self._connection.renewed = (refused, other) if other != refused else None
            return other


async def _awaited(value: str | Awaitable[str]) -> str:
    return await value if isawaitable(value) else value
