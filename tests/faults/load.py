"""A load of reads and writes that keeps books: what was sent, what came back, and what must now be true.

A write whose outcome is not known (a 503, a connection that broke) is sent again until it is acknowledged,
as a client should: notes with their `Idempotency-Key`, deliveries with the ids of their events, or with both.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import anyio
import httpx

from tests.world import Person, event, note

PAUSE = 0.05
"""Between a worker's requests: the machine is to be busy, not swamped."""
AGAIN = 0.25
"""Before a write is sent again: sooner than a polite client, so that trouble is met more often."""
GIVES_UP = 30.0
UNANSWERED = 0
"""In place of a status: the connection broke, and what was asked for may have been done or not."""
UNREACHED = -1
"""In place of a status: there was no connection to be had."""
QUANTITIES = (1, 2, 3, 5, 8)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and what became of it."""

    what: str
    began: float
    ended: float
    status: int
    fault: str | None
    """Why the answer is not as the contract says."""

    @property
    def seconds(self) -> float:
        return self.ended - self.began

    @property
    def is_success(self) -> bool:
        return httpx.codes.is_success(self.status)


@dataclass
class Books:
    exchanges: list[Exchange] = field(default_factory=list)
    events: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    """Acknowledged, as they were sent."""
    notes: dict[str, str] = field(default_factory=dict)
    """Acknowledged: the id in the answer, by text."""
    found_done: int = 0
    """Writes of an unknown outcome that turned out, when sent again, to have been done."""
    open: int = 0
    """Writes that were never acknowledged, although sent again and again."""

    def statuses(self) -> Counter[int]:
        return Counter(each.status for each in self.exchanges)


@dataclass
class Load:
    """Who asks for what. The workers share one client, and each waits for its own answers."""

    client: httpx.AsyncClient
    students: list[Person]
    tutor: Person
    sender: Person
    readers: int = 6
    deliverers: int = 4
    writers: int = 2
    books: Books = field(default_factory=Books)
    random: Random = field(default_factory=lambda: Random(7))
    stopping: bool = False
    _headers: dict[str, dict[str, str]] = field(default_factory=dict)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Books]:
        """Load until the block ends, then until every write is acknowledged (or given up)."""
        async with anyio.create_task_group() as workers:
            for _ in range(self.readers):
                workers.start_soon(self._read)
            for _ in range(self.deliverers):
                workers.start_soon(self._deliver)
            for _ in range(self.writers):
                workers.start_soon(self._write)
            try:
                yield self.books
            finally:
                self.stopping = True

    async def _read(self) -> None:
        while not self.stopping:
            student = self.random.choice(self.students)
            reader = self.random.choice((student, self.tutor))
            section = self.random.choice(("engagement", "dashboard"))
            await self.ask(reader, "GET", f"{student.path}/{section}")
            await anyio.sleep(PAUSE)

    async def _deliver(self) -> None:
        while not self.stopping:
            student = self.random.choice(self.students)
            sent = [self._event(student) for _ in range(self.random.randint(1, 5))]
            answer = await self._until_acknowledged(
                self.sender, "/v1/events", {"events": sent}, self.random.choice((None, str(uuid4())))
            )
            if answer is not None:
                self.books.events |= {UUID(each["event_id"]): each for each in sent}
            await anyio.sleep(PAUSE)

    def _event(self, student: Person) -> dict[str, Any]:
        now = student.world.moment.now
        when = datetime.combine(now.date(), datetime.min.time(), now.tzinfo)
        when -= timedelta(days=self.random.randint(1, 28), seconds=-self.random.randint(0, 80_000))
        source = self.random.choice(("vle", "app", "careers"))
        return event(student, source, when, quantity=self.random.choice(QUANTITIES))

    async def _write(self) -> None:
        while not self.stopping:
            student, text = self.random.choice(self.students), f"About {uuid4()}"
            answer = await self._until_acknowledged(
                student, f"{student.path}/notes", note(summary=text, share=True), str(uuid4())
            )
            if answer is not None:
                self.books.notes[text] = answer.json()["note_id"]
            await anyio.sleep(PAUSE * 3)

    async def _until_acknowledged(
        self, sender: Person, path: str, body: Any, key: str | None
    ) -> httpx.Response | None:
        end, sent_before = perf_counter() + GIVES_UP, False
        headers = {} if key is None else {"Idempotency-Key": f'"{key}"'}
        while perf_counter() < end:
            answer = await self.ask(sender, "POST", path, body, headers)
            if answer is not None and answer.is_success:
                self._check_outcomes(answer, sent_before=sent_before)
                return answer
            sent_before = True
            await anyio.sleep(AGAIN)
        self.books.open += 1
        return None

    def _check_outcomes(self, answer: httpx.Response, *, sent_before: bool) -> None:
        outcomes = Counter(each["outcome"] for each in answer.json().get("items", ()))
        if outcomes["known"] or "Idempotency-Replayed" in answer.headers:
            self.books.found_done += 1
        wanted = {"recorded", "known"} if sent_before else {"recorded"}
        assert set(outcomes) <= wanted, outcomes

    async def ask(
        self,
        person: Person,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response | None:
        """One request, booked; None when it got no answer."""
        if person.subject not in self._headers:
            self._headers[person.subject] = person.headers
        what, began = f"{method} {path.rsplit('/', 1)[-1]}", perf_counter()
        try:
            answer = await self.client.request(
                method, path, json=body, headers=self._headers[person.subject] | dict(headers or {})
            )
        except httpx.TransportError as problem:
            status = UNREACHED if isinstance(problem, httpx.ConnectError) else UNANSWERED
            self.books.exchanges.append(Exchange(what, began, perf_counter(), status, None))
            return None
        done = Exchange(what, began, perf_counter(), answer.status_code, fault_of(answer))
        self.books.exchanges.append(done)
        return answer


def fault_of(answer: httpx.Response) -> str | None:
    """None for a success, and for a refusal that says to come again: a 503, or a write still going on."""
    if answer.is_success:
        return None
    told = f"{answer.status_code} {answer.text.partition('instance')[0]}"
    if answer.headers.get("Content-Type") != "application/problem+json":
        return f"not a problem: {told}"
    if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE and not _still_in_flight(answer):
        return told
    if answer.json()["status"] != answer.status_code:
        return f"its own status differs: {told}"
    if not answer.headers.get("Retry-After", "").isdecimal():
        return f"no Retry-After: {told}"
    return None


def _still_in_flight(answer: httpx.Response) -> bool:
    return bool(answer.json()["type"] == "/problems/still-in-flight")
