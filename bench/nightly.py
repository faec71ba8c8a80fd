"""The nightly run: one new day of everybody, beside one plain UPDATE of as many rows, in one run.

.venv/bin/python -m bench.nightly [students]
"""

import sys
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import uvloop

from bench.fixture_database import Fixture, fixture_database, machine, score

FIRST = date(2025, 8, 1)
DAYS = 50
NIGHTS = 9


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(students, FIRST, DAYS) as fixture:
        through = fixture.last - timedelta(days=NIGHTS)
        await score(fixture, through)
        await fixture.owner.execute("vacuum analyze")
        await fixture.owner.execute(
            "create table plain (student_id uuid, day date, score float8, primary key (student_id, day))"
        )
        nightly, updates, inserts = [], [], []
        for _ in range(NIGHTS):
            through += timedelta(days=1)
            nightly.append(await score(fixture, through))
            updates.append(await update(fixture, through))
            inserts.append(await insert(fixture, through))
        took = median(nightly)
        print(f"{students:,} students: one new day {took:.2f} s")
        print(
            f"one plain UPDATE of as many months {median(updates):.2f} s, ratio {took / median(updates):.1f}"
        )
        print(f"one plain INSERT of as many days {median(inserts):.2f} s, ratio {took / median(inserts):.1f}")


async def update(fixture: Fixture, day: date) -> float:
    """Write eight bytes into each student's month of scores, with nothing read, computed or sent."""
    began = perf_counter()
    done = await fixture.owner.execute(
        f"update score_months set scores = overlay(scores placing float8send(0.5) from {day.day * 8 - 7})"
        f" where month = '{day.replace(day=1)}'"
    )
    assert done == f"UPDATE {fixture.students}"
    return perf_counter() - began


async def insert(fixture: Fixture, day: date) -> float:
    """A row for each student and day, which is what most would store."""
    began = perf_counter()
    await fixture.owner.execute(f"insert into plain select student_id, '{day}', 0.5 from students")
    return perf_counter() - began


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
