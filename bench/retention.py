"""A year of 30,000 students is removed while others read: how long it takes, and what readers notice.

Two years are due. Of one, another institution has an event, so that its partition cannot be dropped.

.venv/bin/python -m bench.retention [students]
"""

import asyncio
import sys
from collections.abc import Coroutine
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import asyncpg
import uvloop

from app.auth.demo_issuer import demonstration_signing_key
from app.auth.signing import SigningKey
from app.db.pool import driver_url
from app.jobs import retain
from app.retention.rules import Category
from bench.fixture_database import Fixture, fixture_database, machine

FIRST, LAST = date(2025, 8, 1), date(2026, 8, 1)
STUDENTS = 30_000
READERS, BEFORE_SECONDS, PAUSE = 3, 10.0, 0.005
_READ = (
    """
    select day, source, quantity from events
    where student_id = $1 and day >= '2026-06-01' and institution_id = $2 order by day
    """,
    """
    select month, amounts from activity_months
    where student_id = $1 and institution_id = $2 and month >= '2025-08-01' order by month
    """,
)


async def main() -> None:
    students = int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS
    print(machine())
    async with fixture_database(students, FIRST, (LAST - FIRST).days + 1, activity=False) as fixture:
        await add_years(fixture)
        with TemporaryDirectory() as directory:
            key = SigningKey(demonstration_signing_key(Path(directory)))
        await reads_for(fixture, asyncio.sleep(BEFORE_SECONDS))  # to be warm
        before = await reads_for(fixture, asyncio.sleep(BEFORE_SECONDS))
        seconds: list[float] = []
        found: dict[Category, int] = {}

        async def remove() -> None:
            began = perf_counter()
            done = await retain.run(fixture.context, key)
            seconds.append(perf_counter() - began)
            found.update({each: figures.rows for each, figures in done.items() if figures.rows})

        during = await reads_for(fixture, remove())
        again = perf_counter()
        assert not any(each.rows for each in (await retain.run(fixture.context, key)).values())
        again = perf_counter() - again
    print(f"{students:,} students; gone in {seconds[0]:.1f} s: {sum(found.values()):,} rows", dict(found))
    print(f"a second run, which finds nothing: {again:.1f} s")
    for name, times in (("before", before), ("meanwhile", during)):
        ordered = sorted(times)
        p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        print(f"{name}: {len(times):,} reads, p50 {p50:.1f} ms, p99 {p99:.1f} ms, most {ordered[-1]:.1f} ms")


async def add_years(fixture: Fixture) -> None:
    """By year: forty events, twelve months of amounts and ten looks of each student."""
    for year in (2023, 2024, 2025):
        await fixture.owner.execute("select attune_add_academic_year($1)", year)
        await fixture.owner.execute(
            f"""
            insert into events (institution_id, student_id, academic_year, event_id, occurred_at, day, source,
                                kind, quantity)
            select institution_id, student_id, {year}, gen_random_uuid(), d.day + time '12:00', d.day, 'vle',
                   'viewed', 1
            from students, lateral (select date '{year}-08-01' + 9 * n as day from generate_series(1, 40) n) d
            """
        )
        await fixture.owner.execute(
            f"""
            insert into activity_months (institution_id, student_id, month, sources, amounts)
            select institution_id, student_id, (date '{year}-08-01' + n * interval '1 month')::date,
                   '{{vle}}', decode(repeat('00', 248), 'hex')
            from students, generate_series(0, 11) n
            """
        )
        await fixture.owner.execute(
            f"""
            insert into access_records (institution_id, student_id, seen_at, access_id, staff_id, role,
                                        sections, purpose, outcome)
            select institution_id, student_id, date '{year}-10-01' + n * interval '1 week',
                   gen_random_uuid(), gen_random_uuid(), 'personal_tutor', '{{engagement}}', 'tutoring',
                   'seen'
            from students, generate_series(1, 10) n
            """
        )
    await fixture.owner.execute(
        "insert into events select gen_random_uuid(), student_id, academic_year, event_id, occurred_at,"
        " day, source, kind, module_run_id, object, quantity, version from events"
        " where academic_year = 2024 limit 1"
    )
    await fixture.settle()


async def reads_for(fixture: Fixture, work: Coroutine[Any, Any, None]) -> list[float]:
    """How long reads take, in milliseconds, until the work is done."""
    times: list[float] = []
    done = asyncio.Event()
    ids = await fixture.owner.fetch("select student_id, institution_id from students limit 2000")

    async def read(seed: int) -> None:
        chosen = Random(seed)
        connection = await asyncpg.connect(driver_url(fixture.urls.owner))
        while not done.is_set():
            student = chosen.choice(ids)
            for statement in _READ:
                began = perf_counter()
                await connection.fetch(statement, *student)
                times.append((perf_counter() - began) * 1e3)
            await asyncio.sleep(PAUSE)
        await connection.close()

    readers = [asyncio.create_task(read(seed)) for seed in range(READERS)]
    try:
        await work
    finally:
        done.set()
        await asyncio.gather(*readers)
    return times


if __name__ == "__main__":
    uvloop.run(main())
