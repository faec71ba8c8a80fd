"""Queues of cases beside bare FastAPI and asyncpg with one indexed SELECT of as many rows.

    .venv/bin/python -m bench.queues [--students 30000] [--seconds 3]

Wants wrk, as `bench.reads` does. Every 15th student has an open case, 2,000 of 30,000. Asked by somebody who
sees everybody, and by tutors.
"""

import sys
from argparse import ArgumentParser
from datetime import timedelta

import uvloop

from app.clock import system_clock
from app.outreach.case import Queue
from bench.fixture_database import fixture_database, machine
from bench.load import SECONDS, Request, check_wrk
from bench.measure import COMPARED, Meter, Side, check, compared
from bench.read_cases import Asker, Read, headers
from bench.service import services
from tests import roles

DAYS = 30
PAGE = 25


async def main(students: int, seconds: int) -> int:
    """How many requests failed."""
    print(f"{machine()}; {students:,} students")
    failed, first = 0, system_clock().date() - timedelta(days=DAYS)
    async with fixture_database(students, first, DAYS) as fixture, services(fixture) as running:
        meter = await Meter.of(fixture, running, seconds)
        print(f"| queue | by | bytes | {COMPARED} |")
        print("| --- | --- | ---: |" + " ---: |" * (COMPARED.count("|") + 1))
        for queue in Queue:
            for asker, asked in _asked(meter, queue).items():
                failed += await _compare(meter, queue, asker, asked)
    if failed:
        print(f"\n{failed:,} REQUESTS FAILED: THESE FIGURES DO NOT COUNT")
    return failed


def _asked(meter: Meter, queue: Queue) -> dict[str, list[Request]]:
    sees_all = headers(meter.services.issuer, "T000000", roles.SITE_EXPLORER)
    everybody = [Request(f"/v1/cases?queue={queue}&limit={PAGE}", sees_all)]
    of_tutors = Read("list_queued_cases", Asker.TUTOR, query=f"?queue={queue}&limit={PAGE}")
    return {"site explorer": everybody, "tutor": meter.people.reads(of_tutors)}


async def _compare(meter: Meter, queue: Queue, asker: str, asked: list[Request]) -> int:
    side = Side(meter.services.attune, asked)
    size = await check(side)
    ours, bare = meter.in_turns(side, meter.bare_select(PAGE))
    print(f"| {queue} | {asker} | {size:,} | {compared(ours, bare)} |", flush=True)
    return ours.failed + bare.failed


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.queues")
    parser.add_argument("--students", type=int, default=30_000)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    given = parser.parse_args()
    check_wrk()
    sys.exit(min(1, uvloop.run(main(given.students, given.seconds))))
