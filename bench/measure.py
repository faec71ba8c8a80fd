"""Measuring: our service and bare FastAPI in turns, and the processor time that each request took."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import httpx

from bench import processor
from bench.fixture_database import Fixture
from bench.load import Load, Request, load
from bench.read_cases import People
from bench.service import Process, Services

ROUNDS = 3
CHECKED = 20
"""Requests of each kind that are first made by hand."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is asked of which process."""

    process: Process
    requests: Sequence[Request]


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of the rounds; processor time in microseconds a request."""

    rate: float
    worker: float
    postgres: float
    failed: int
    """Of all rounds together."""

    @property
    def spent(self) -> float:
        return self.worker + self.postgres


@dataclass(frozen=True, slots=True)
class Meter:
    """Everything that is running, and how long it is loaded at a time."""

    fixture: Fixture
    services: Services
    people: People
    postmaster: int
    """PostgreSQL's first process."""
    seconds: int

    @classmethod
    async def of(
        cls,
        fixture: Fixture,
        services: Services,
        seconds: int,
        names: Sequence[Mapping[str, str]] | None = None,
    ) -> "Meter":
        """Every token is met once, before anything is measured. `names` are the fixture's, if not given."""
        people = People(services.issuer, names or await People.names(fixture))
        await check(Side(services.attune, people.with_every_token()), first=None)
        postmaster = processor.parent(await fixture.owner.fetchval("select pg_backend_pid()"))
        return cls(fixture, services, people, postmaster, seconds)

    def in_turns(self, *sides: Side) -> list[Figures]:
        """Every round loads one side after the other, so that noise hits all of them."""
        return in_turns([(self, side) for side in sides])

    def bare_select(self, rows: int) -> Side:
        """The yardstick: one SELECT of so many rows about a student at random."""
        path = f"/students/{{student_id}}/scores/{rows}"
        return Side(self.services.bare, self.people.bare(path))

    def round(self, side: Side) -> Figures:
        before = self._spent(side.process)
        found: Load = load(side.process.port, side.requests, seconds=self.seconds)
        worker, postgres = (
            (after - earlier) / max(found.requests, 1) * 1e6
            for after, earlier in zip(self._spent(side.process), before, strict=True)
        )
        return Figures(found.rate, worker, postgres, found.failed)

    def _spent(self, process: Process) -> tuple[float, float]:
        return processor.seconds(process.worker), processor.postgres_seconds(self.postmaster)


def in_turns(sides: "Sequence[tuple[Meter, Side]]", warm: int = 1) -> list[Figures]:
    """The same of sides that different servers answer, after `warm` seconds of each."""
    for _, side in sides:
        load(side.process.port, side.requests, seconds=warm)
    rounds = [[meter.round(side) for meter, side in sides] for _ in range(ROUNDS)]
    return [_medians([each[at] for each in rounds]) for at in range(len(sides))]


COMPARED = "a second | of bare's | worker, µs | PostgreSQL, µs | bare's worker, µs | bare's PostgreSQL, µs"
"""Titles of the columns that `compared` fills."""


def compared(ours: Figures, bare: Figures) -> str:
    """Columns of a table: our figures beside the bare ones."""
    return (
        f"{ours.rate:,.0f} | {ours.rate / bare.rate:.2f} | {ours.worker:,.0f} | {ours.postgres:,.0f}"
        f" | {bare.worker:,.0f} | {bare.postgres:,.0f}"
    )


def _medians(rounds: Sequence[Figures]) -> Figures:
    def of(figure: Callable[[Figures], float]) -> float:
        return median(map(figure, rounds))

    return Figures(
        of(lambda each: each.rate),
        of(lambda each: each.worker),
        of(lambda each: each.postgres),
        sum(each.failed for each in rounds),
    )


async def check(side: Side, first: int | None = CHECKED) -> int:
    """The first requests by hand: a fast refusal is no answer. Returns the bytes of the last answer."""
    size = 0
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{side.process.port}", timeout=30) as client:
        for each in side.requests[:first]:
            method = "POST" if each.body else "GET"
            answer = await client.request(method, each.path, headers=each.headers, content=each.body or None)
            assert answer.is_success, (each.path, answer.status_code, answer.text)
            size = len(answer.content)
    return size


async def median_seconds(rounds: int, run: Callable[[], Awaitable[int]]) -> tuple[int, float]:
    """What it answers, and the median of its times; the first of them does not count."""
    times, found = [], 0
    for _ in range(1 + rounds):
        began = perf_counter()
        found = await run()
        times.append(perf_counter() - began)
    return found, median(times[1:])
