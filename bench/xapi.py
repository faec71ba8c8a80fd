"""Moodle's statements a second over HTTP, acknowledged when durable, beside what the database alone can do.

.venv/bin/python -m bench.xapi [statements] [more, for the query by agent]

Two processes of the service take batches of 200 from four senders. Beside them, in the same run: the same
texts by two connections into a temporary table (COPY), and from there INSERT … ON CONFLICT. Then a query by
agent is timed among those statements, and among as many more as are asked for.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import uvloop

from app.auth.demo_issuer import DemoIssuer
from app.db.pool import driver_url
from app.http.rates import Rate
from bench import processor
from bench.fixture_database import Fixture, fixture_database, machine
from tests.service import Service
from tests.statements import moodle

FIRST = date(2025, 8, 1)
STUDENTS = 30_000
BATCH = 200
SENDERS = 4
SECRET = "attune_sc_" + "b" * 43
VIEWED = ("http://id.tincanapi.com/verb/viewed", "http://id.tincanapi.com/activitytype/page")
EVENT = r"\mod_page\event\course_module_viewed"
ROUNDS = 3


def statements(first: int, number: int) -> list[dict[str, object]]:
    """Views of 2,000 pages by everybody in turn, a second apart."""
    began = datetime(2025, 10, 1, 8, tzinfo=UTC)

    def one(at: int) -> dict[str, object]:
        moment = (began + timedelta(seconds=at % 2_000_000)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        page = f"/mod/page/view.php?id={at * 7919 % 2000}"
        return moodle(str(at * 31 % STUDENTS), EVENT, moment, VIEWED[0], page, VIEWED[1])

    return [one(at) for at in range(first, first + number)]


def batches(first: int, number: int) -> list[bytes]:
    return [json.dumps(statements(at, BATCH)).encode() for at in range(first, first + number, BATCH)]


@asynccontextmanager
async def processes(fixture: Fixture) -> AsyncIterator[tuple[list[Service], UUID]]:
    """Two of the service, under a profile that counts what Moodle sends, and a credential's id."""
    owner, credential_id, staff_id = fixture.owner, uuid4(), uuid4()
    await owner.execute(
        "delete from scoring_models; update institutions set profile = 'nottingham', version = version + 1;"
        "insert into student_identifiers (institution_id, student_id, system, identifier)"
        " select institution_id, student_id, 'moodle', substr(number, 2)::int::text from students"
    )
    await owner.execute(
        "insert into staff (institution_id, staff_id, number, name) values ($1, $2, 'A', 'A')",
        fixture.institution_id,
        staff_id,
    )
    await owner.execute(
        "insert into service_credentials (institution_id, credential_id, system, note, scopes, secret_digest,"
        " made_at, made_by) values ($1, $2, 'moodle', 'bench', $3, $4, now(), $5)",
        fixture.institution_id,
        credential_id,
        ["attune:statements.read", "attune:statements.write"],
        sha256(SECRET.encode()).digest(),
        staff_id,
    )
    with TemporaryDirectory() as home:
        issuer = DemoIssuer(Path(home) / "issuer")
        unrated = {f"RATE_{rate.upper()}": "0" for rate in Rate}
        more: dict[str, Any] = unrated | {"DATABASE_SECONDS": "30", "POOL_WAIT_SECONDS": "30"}
        with (
            Service(fixture.urls, issuer, Path(home) / "one.log", **more) as one,
            Service(fixture.urls, issuer, Path(home) / "two.log", **more) as two,
        ):
            yield [one, two], credential_id


async def send(services: Sequence[Service], credential_id: UUID, bodies: Sequence[bytes]) -> float:
    """Seconds until the last batch is acknowledged."""
    waiting: Iterator[bytes] = iter(bodies)
    headers = {"X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}

    async def sender(at: int) -> None:
        url = f"{services[at % len(services)].url}/xapi/statements"
        async with httpx.AsyncClient(auth=(str(credential_id), SECRET), timeout=60) as client:
            for body in waiting:
                answer = await client.post(url, content=body, headers=headers)
                assert answer.status_code == 200, answer.text

    began = perf_counter()
    await asyncio.gather(*(sender(at) for at in range(SENDERS)))
    return perf_counter() - began


async def copy(fixture: Fixture, bodies: Sequence[bytes]) -> float:
    """Seconds of the same by the database alone: COPY, INSERT … ON CONFLICT, commit; two connections."""
    waiting = iter([[json.dumps(each) for each in json.loads(body)] for body in bodies])

    async def writer() -> None:
        connection = await asyncpg.connect(driver_url(fixture.urls.owner))
        await connection.execute("create temporary table staged (id uuid, sent text) on commit delete rows")
        for texts in waiting:
            rows = [(uuid4(), text) for text in texts]
            async with connection.transaction():
                await connection.copy_records_to_table("staged", records=rows, columns=["id", "sent"])
                await connection.execute("insert into plain select * from staged on conflict do nothing")
        await connection.close()

    began = perf_counter()
    await asyncio.gather(writer(), writer())
    return perf_counter() - began


async def by_agent(services: Sequence[Service], credential_id: UUID) -> float:
    """Milliseconds of a page of somebody's statements: the median."""
    took = []
    async with httpx.AsyncClient(auth=(str(credential_id), SECRET), timeout=60) as client:
        for at in range(60):
            name = str(at * 401 % STUDENTS)
            agent = json.dumps({"account": {"homePage": "https://moodle.example.ac.uk", "name": name}})
            began = perf_counter()
            answer = await client.get(
                f"{services[0].url}/xapi/statements",
                params={"agent": agent, "limit": "20"},
                headers={"X-Experience-API-Version": "1.0.3"},
            )
            took.append((perf_counter() - began) * 1_000)
            assert answer.status_code == 200, answer.text
    return median(took)


async def add_more(fixture: Fixture, number: int) -> None:
    """So many more, like those that are there, of everybody; past the service."""
    await fixture.owner.execute(
        f"""
        insert into statements (institution_id, statement_id, stored, sent, occurred_at, rules, authority,
            actor, verb, object, mentions, event_class, fate)
        select s.institution_id, gen_random_uuid(), s.stored - (n || ' hours')::interval, s.sent,
            s.occurred_at, s.rules, s.authority, s.actor, s.verb, s.object, s.mentions, s.event_class, s.fate
        from statements s, generate_series(1, {number} / (select count(*) from statements) + 1) n
        limit {number}
        """
    )
    await fixture.settle()


async def main(number: int, more: int) -> None:
    print(machine())
    async with fixture_database(STUDENTS, FIRST, 100, activity=False) as fixture:
        await fixture.owner.execute("create table plain (id uuid primary key, sent text not null)")
        async with processes(fixture) as (services, credential_id):
            await send(services, credential_id, batches(0, STUDENTS))
            await fixture.settle()
            rates, plain, spent = [], [], []
            postmaster = processor.parent(await fixture.owner.fetchval("select pg_backend_pid()"))
            for each in range(1, ROUNDS + 1):
                bodies = batches(each * number, number // ROUNDS)
                sent = len(bodies) * BATCH
                before = processor.postgres_seconds(postmaster) + sum(
                    processor.seconds(s.pid) for s in services
                )
                rates.append(sent / await send(services, credential_id, bodies))
                after = processor.postgres_seconds(postmaster) + sum(
                    processor.seconds(s.pid) for s in services
                )
                spent.append((after - before) / sent * 1e6)
                plain.append(sent / await copy(fixture, bodies))
            rate, bare = median(rates), median(plain)
            print(f"{rate:,.0f} statements a second in batches of {BATCH}; {median(spent):.0f} µs each")
            print(f"the database alone: {bare:,.0f} a second; {rate / bare:.2f} of its rate")
            events = await fixture.owner.fetchval("select count(*) from events")
            print(f"{events:,} events were made of them")
            await fixture.settle()
            few = await by_agent(services, credential_id)
            there = await fixture.owner.fetchval("select count(*) from statements")
            print(f"a query by agent among {there:,} statements: {few:.1f} ms")
            if more:
                await add_more(fixture, more)
                many = await by_agent(services, credential_id)
                print(f"among {there + more:,}: {many:.1f} ms, {many / few:.2f} ×")


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]] or [30_000]
    uvloop.run(main(numbers[0], numbers[1] if len(numbers) > 1 else 0))
