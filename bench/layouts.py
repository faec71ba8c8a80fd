"""The storage decision: a year of scores in rows per day, per month and per year, under the same mix of work.

    .venv/bin/python -m bench.layouts [students]

Only the layouts are compared: everything is SQL inside the server, the same for each. A day's row holds a
double; a month's 31 and a year's 366 of them as bytes, kept in the row.
"""

import sys
from collections.abc import Awaitable, Callable
from datetime import date
from statistics import median
from time import perf_counter

import uvloop

from bench.fixture_database import Fixture, fixture_database, machine

FIRST = date(2025, 8, 1)
ROUNDS = 100
TODAY = "2026-06-20"

TABLES = {
    "days": "create table days (student_id uuid, day date, score float8, primary key (student_id, day))",
    "months": "create table months"
    " (student_id uuid, month date, scores bytea, primary key (student_id, month)) with (fillfactor = 50)",
    "years": "create table years (student_id uuid, year int, scores bytea, primary key (student_id, year))"
    " with (fillfactor = 50, toast_tuple_target = 8160)",
}
FILL = {
    "days": "insert into days select student_id, d::date, random() from students,"
    " generate_series(date '2025-08-01', date '2026-06-19', '1 day') as d order by 1, 2",
    "months": "insert into months select student_id, m::date,"
    " decode(left(repeat(md5(number || m), 16), 496), 'hex')"
    " from students,"
    " generate_series(date '2025-08-01', date '2026-06-01', '1 month') as m order by 1, 2",
    "years": "insert into years"
    " select student_id, 2025, decode(repeat(md5(number), 183), 'hex') from students order by 1",
}
# The 31 doubles of a month are 248 bytes, and June is the eleventh of the year: day 324 of it is today.
NIGHTLY = {
    "days": f"insert into days select student_id, '{TODAY}', 0.5 from students",
    "months": "update months set scores = overlay(scores placing float8send(0.5) from 153)"
    " where month = '2026-06-01'",
    "years": "update years set scores = overlay(scores placing float8send(0.5) from 2585)",
}
SEVEN = "float8send(1) || float8send(2) || float8send(3) || float8send(4) || float8send(5) || float8send(6)"
LATE = {
    "days": "update days set score = 0.7 where student_id = $1 and day between '2026-06-01' and '2026-06-07'",
    "months": f"update months set scores = overlay(scores placing {SEVEN} from 1)"
    " where student_id = $1 and month = '2026-06-01'",
    "years": f"update years set scores = overlay(scores placing {SEVEN} from 2400) where student_id = $1",
}
PHONE = {
    "days": "select day, score from days where student_id = $1 order by day",
    "months": "select month, scores from months where student_id = $1 order by month",
    "years": "select year, scores from years where student_id = $1",
}
REPORT = {
    "days": "select student_id, score from days where day = '2026-06-10'",
    "months": "select student_id, substring(scores from 73 for 8) from months where month = '2026-06-01'",
    "years": "select student_id, substring(scores from 2505 for 8) from years",
}
WITHDRAWN = {name: f"delete from {name} where student_id = $1" for name in TABLES}


async def main(students: int) -> None:
    print(machine())
    print(f"{students:,} students, a year of scores; ms unless said otherwise")
    async with fixture_database(students, FIRST, 1, activity=False) as fixture:
        for statement in TABLES.values():
            await fixture.owner.execute(statement)
        await compare("everything written once, s", lambda name: once(fixture, FILL[name]), 1)
        await fixture.owner.execute("vacuum analyze days, months, years")
        await compare("tonight's day of everybody", lambda name: once(fixture, NIGHTLY[name]))
        await compare("seven days of one student", lambda name: each(fixture, LATE[name]))
        await compare("one student's year, read", lambda name: each(fixture, PHONE[name]))
        await compare("one day of everybody, read", lambda name: once(fixture, REPORT[name], fetch=True))
        await compare("one student's year, deleted", lambda name: each(fixture, WITHDRAWN[name]))
        for name in TABLES:
            size = await fixture.owner.fetchval(f"select pg_total_relation_size('{name}')")
            print(f"{name}: {size / 2**20:,.0f} MiB with index")


async def compare(title: str, measure: Callable[[str], Awaitable[float]], unit: int = 1_000) -> None:
    figures = {name: await measure(name) * unit for name in TABLES}
    print(f"{title:30}", *(f"{name} {figure:8,.2f}" for name, figure in figures.items()), sep="  ")


async def once(fixture: Fixture, statement: str, *, fetch: bool = False) -> float:
    began = perf_counter()
    await (fixture.owner.fetch(statement) if fetch else fixture.owner.execute(statement))
    return perf_counter() - began


async def each(fixture: Fixture, statement: str) -> float:
    """The median over as many students."""
    prepared = await fixture.owner.prepare(statement)
    ids = await fixture.owner.fetch(f"select student_id from students order by number limit {ROUNDS}")
    seconds = []
    for row in ids:
        began = perf_counter()
        await prepared.fetch(row["student_id"])
        seconds.append(perf_counter() - began)
    return median(seconds)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
