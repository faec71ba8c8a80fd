"""Every GET on one server and on a node of a spread database, in turns; and deliveries. Wants a Citus.

    .venv/bin/python -m bench.spread COORDINATOR NODE [--students 3000] [--seconds 1] [--only text]

Both URLs as a superuser. The same university twice, each with a service of its own; the processor time is the
worker's and that of the PostgreSQL that it asks. Wants wrk, Debian's package of that name.
"""

import sys
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from statistics import median
from time import perf_counter
from uuid import uuid4

import asyncpg
import uvloop

from app.actions.activity.record_events import record_events
from app.actions.exchange.deliveries import ItemOutcome
from app.clock import system_clock
from app.db.pool import Connection, driver_url, open_pool
from app.db.roles import drop_database
from app.db.transaction import Database
from app.ids import EventId
from app.store.activity.waiting_events import NamedEvent
from bench.fixture_database import DATABASE, Fixture, fixture_database, machine
from bench.load import check_wrk
from bench.measure import Meter, Side, check, in_turns
from bench.read_cases import READS, People, Read, paths
from bench.service import prepare, services, started
from tests.apart import spread

DAYS = 60
WARM = 2
"""Seconds: each connection prepares a read's statements."""
BATCH = 1_000
"""As many as a request takes."""
BATCHES = 12
IDENTIFIERS = """
    insert into student_identifiers (institution_id, student_id, system, identifier)
    select institution_id, student_id, 'bench', number from students
"""
ALLOWED = 2.0
"""How many times the processor time of one server a read may take."""


async def main(coordinator: str, worker: str, students: int, seconds: int, only: str) -> int:
    """How many requests failed."""
    print(f"{machine()}; {students:,} students")
    first = system_clock().date() - timedelta(days=DAYS)
    async with (
        fixture_database(students, first, DAYS) as one,
        services(one) as on_one,
        fixture_database(students, first, DAYS, server=coordinator) as before,
        spread_over(before, coordinator, worker) as (node, names),
    ):
        with started(node) as on_node:
            meters = [await Meter.of(one, on_one, seconds), await Meter.of(node, on_node, seconds, names)]
            failed = await reads(meters, [each for each in READS if only in each.name])
        await one.owner.execute(IDENTIFIERS)
        await deliveries([one, node])
    return failed


@asynccontextmanager
async def spread_over(
    fixture: Fixture, coordinator: str, worker: str
) -> AsyncIterator[tuple[Fixture, list[Mapping[str, str]]]]:
    """The same, complete, spread over the worker and asked for there; and its names."""
    await prepare(fixture)
    await fixture.owner.execute(IDENTIFIERS)
    names = await People.names(fixture)
    await fixture.owner.execute("drop table bare_scores, bare_notes")
    urls = await spread(coordinator, worker, DATABASE)
    owner: Connection = await asyncpg.connect(driver_url(urls.owner))
    async with open_pool(urls.operator, size=2) as pool:
        runtime = replace(fixture.runtime, database=Database(pool))
        node = replace(fixture, urls=urls, owner=owner, runtime=runtime, admin_url=worker)
        await node.settle()
        yield node, names
    await owner.close()
    await drop_database(worker, DATABASE)


async def reads(meters: Sequence[Meter], chosen: Sequence[Read]) -> int:
    path_of, failed, ratios = paths("get"), 0, list[tuple[float, str]]()
    print("| GET | by | one: a second | µs | node: a second | µs | times |")
    print("| --- | --- |" + " ---: |" * 5)
    for read in chosen:
        sides = [(meter, Side(meter.services.attune, meter.people.reads(read))) for meter in meters]
        for _, side in sides:
            await check(side)
        one, node = in_turns(sides, warm=WARM)
        failed += one.failed + node.failed
        ratio = node.spent / one.spent
        ratios.append((ratio, read.name))
        print(
            f"| {path_of[read.operation]} | {read.asker} | {one.rate:,.0f} | {one.spent:,.0f}"
            f" | {node.rate:,.0f} | {node.spent:,.0f} | {ratio:.2f} |",
            flush=True,
        )
    above = sorted((each for each in ratios if each[0] > ALLOWED), reverse=True)
    middle, most = median(each for each, _ in ratios), max(ratios)[0]
    print(f"\n{len(ratios)} reads: median {middle:.2f} times, most {most:.2f}")
    print(f"above {ALLOWED:.0f}: {', '.join(f'{name} {ratio:.2f}' for ratio, name in above) or 'none'}")
    print(f"{failed} requests failed")
    return failed


async def deliveries(fixtures: Sequence[Fixture]) -> None:
    """New events in batches, in turns; the medians."""
    times: list[list[float]] = [[] for _ in fixtures]
    for fixture in fixtures:  # the profile of reads is the services' own
        await fixture.owner.execute("update institutions set profile = 'exeter', version = version + 1")
    for at in range(BATCHES):
        for fixture, took in zip(fixtures, times, strict=True):
            began = perf_counter()
            await deliver(fixture, at)
            took.append(perf_counter() - began)
    one, node = (BATCH / median(each) for each in times)
    print(f"deliveries of {BATCH} events: one {one:,.0f} events a second, node {node:,.0f}: {node / one:.2f}")


async def deliver(fixture: Fixture, at: int) -> None:
    noon = datetime.combine(fixture.last - timedelta(days=at % 20), time(12), UTC)
    events = [
        NamedEvent(
            EventId(uuid4()),
            "bench",
            f"S{n * 5 % fixture.students:06}",
            noon,
            "vle",
            "viewed",
            None,
            None,
            3.0,
        )
        for n in range(BATCH)
    ]
    async with fixture.context() as context:
        results = await record_events(context, events)
    assert all(each.outcome is ItemOutcome.RECORDED for each in results), results[0]


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.spread")
    parser.add_argument("coordinator")
    parser.add_argument("node")
    parser.add_argument("--students", type=int, default=3_000)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    check_wrk()
    sys.exit(
        min(1, uvloop.run(main(given.coordinator, given.node, given.students, given.seconds, given.only)))
    )
