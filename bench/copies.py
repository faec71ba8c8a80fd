"""A copy of everything about one student: how long it takes, what it weighs, and whether others wait for it.

.venv/bin/python -m bench.copies
"""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from time import perf_counter

import uvloop

from app.jobs.assemble_copies import assemble_copies
from bench.fixture_database import Fixture, fixture_database, machine, score
from bench.fixture_records import add_records

LAST = date(2026, 7, 31)
STUDENTS = 1_000
YEARS = (1, 3)
EVENTS_A_DAY = 12
TICK = 0.001


async def main() -> None:
    print(machine())
    print("years   events  seconds   JSON  stored   page  stored  longest wait of others")
    for years in YEARS:
        first = date(LAST.year - years, 8, 1)
        async with fixture_database(STUDENTS, first, (LAST - first).days + 1) as fixture:
            await add_records(fixture)
            await score(fixture)
            events = await lead_a_busy_life(fixture)
            await ask(fixture)
            async with longest_wait() as idle:
                await asyncio.sleep(1)
            began = perf_counter()
            async with longest_wait() as waits:
                assert await assemble_copies(fixture.context) == 1
            took = perf_counter() - began
            sizes = await weigh(fixture)
            shown = "  ".join(f"{each / 1e6:5.2f}" for each in sizes)
            worst = f"{max(waits) * 1000:.0f} ms, without {max(idle) * 1000:.0f}"
            print(f"{years:5}  {events:7,}  {took:7.2f}  {shown} MB  {worst}")


async def lead_a_busy_life(fixture: Fixture) -> int:
    """Every day the same number of events, and a look by the tutor; returns how many events."""
    done = await fixture.owner.execute(
        f"""
        insert into events (institution_id, student_id, academic_year, event_id, occurred_at, day, source,
                            kind, object, quantity)
        select institution_id, student_id, extract(year from day) - (extract(month from day) < 8)::int,
               gen_random_uuid(), day + n * interval '1 hour', day, 'vle', 'viewed', 'week/' || n, n
        from students, generate_series(1, {EVENTS_A_DAY}) as series (n),
             generate_series(date '{fixture.first}', date '{fixture.last}', interval '1 day') as days (day)
        where number = 'S000001'
        """
    )
    await fixture.owner.execute(
        f"""
        insert into access_records (institution_id, student_id, seen_at, access_id, staff_id, role, sections,
                                    purpose, outcome)
        select institution_id, student_id, day, gen_random_uuid(), staff_id, kind, array['engagement'],
               'tutoring', 'seen'
        from tutorships join students using (institution_id, student_id),
             generate_series(date '{fixture.first}', date '{fixture.last}', interval '1 day') as days (day)
        where number = 'S000001'
        """
    )
    await fixture.owner.execute("vacuum analyze")
    return int(done.rpartition(" ")[2])


async def ask(fixture: Fixture) -> None:
    await fixture.owner.execute(
        f"""
        insert into rights_requests (institution_id, student_id, request_id, kind, about, state, received_at,
                                     due_on)
        select institution_id, student_id, gen_random_uuid(), 'access', '', 'received', '{fixture.now}',
               '{fixture.last + timedelta(days=30)}'
        from students where number = 'S000001'
        """
    )


@asynccontextmanager
async def longest_wait() -> AsyncIterator[list[float]]:
    """How late the event loop comes to somebody who asks every millisecond."""
    waits = [0.0]

    async def ask_again() -> None:
        while True:
            began = perf_counter()
            await asyncio.sleep(TICK)
            waits.append(perf_counter() - began - TICK)

    asking = asyncio.create_task(ask_again())
    try:
        yield waits
    finally:
        asking.cancel()


async def weigh(fixture: Fixture) -> tuple[int, int, int, int]:
    """Bytes of the JSON and of the page: as they are read, and as they are stored."""
    (row,) = await fixture.owner.fetch(
        "select document, page from data_copies c join students using (student_id)"
        " where number = 'S000001' order by assembled_at desc, length(document) desc limit 1"
    )
    document, page = row["document"], row["page"]
    return len(zlib.decompress(document)), len(document), len(zlib.decompress(page)), len(page)


if __name__ == "__main__":
    uvloop.run(main())
