"""Every GET of the contract, first asked, beside bare FastAPI and asyncpg with one SELECT.

    .venv/bin/python -m bench.reads [part …] [--students 30000] [--seconds 3] [--only text]

Parts: `reads` (without any named), `writes`, `explorer`, `tail`, `memory`, `base`, or `all`; wants wrk,
Debian's package of that name. One worker, as `attune serve` runs it; 32 connections; the load and PostgreSQL
on the same machine. Every request is about a student at random, by an asker at random; nothing is remembered
but verified tokens and the institution's snapshot. Ours and bare FastAPI are loaded in turns; the median of
the rounds counts. `--only` measures the reads whose name (operationId, asker) contains the text.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from time import perf_counter

import uvloop

from app.clock import system_clock
from bench import read_parts
from bench.fixture_database import fixture_database, machine
from bench.load import SECONDS, check_wrk
from bench.measure import COMPARED, Meter, Side, check, compared
from bench.read_cases import READS, Read, check_coverage, paths
from bench.service import services

DAYS = 60
Part = Callable[[Meter, Sequence[Read]], Awaitable[int]]
"""Measures, prints, and returns how many requests failed."""


async def main(parts: Sequence[str], students: int, seconds: int, only: str) -> int:
    """How many requests failed."""
    print(f"{machine()}; {students:,} students")
    check_coverage()
    chosen = [each for each in READS if only in each.name]
    first = system_clock().date() - timedelta(days=DAYS)
    failed, began = 0, perf_counter()
    async with fixture_database(students, first, DAYS) as fixture, services(fixture) as running:
        meter = await Meter.of(fixture, running, seconds)
        print(f"prepared in {perf_counter() - began:.0f} s")
        for part in parts:
            print(f"\n{part}\n", flush=True)
            failed += await PARTS[part](meter, chosen)
    if failed:
        print(f"\n{failed:,} REQUESTS FAILED: THESE FIGURES DO NOT COUNT")
    return failed


async def reads(meter: Meter, chosen: Sequence[Read]) -> int:
    """Each read beside a bare SELECT of as many rows."""
    path_of, rows, failed = paths("get"), [], 0
    for read in chosen:
        asked = Side(meter.services.attune, meter.people.reads(read))
        size = await check(asked)
        ours, bare = meter.in_turns(asked, meter.bare_select(read.rows))
        failed += ours.failed + bare.failed
        columns = path_of[read.operation], read.asker, f"{size:,}", compared(ours, bare), str(read.rows)
        rows.append(f"| {' | '.join(columns)} |")
        print(f"{rows[-1]} {ours.failed + bare.failed} failed", file=sys.stderr, flush=True)
    print(f"| GET | by | bytes | {COMPARED} | its rows |")
    print("| --- | --- | ---: |" + " ---: |" * (COMPARED.count("|") + 2))
    print("\n".join(rows), flush=True)
    return failed


PARTS: dict[str, Part] = {
    "reads": reads,
    "writes": read_parts.writes,
    "explorer": read_parts.explorer,
    "tail": read_parts.tail,
    "memory": read_parts.memory,
    "base": read_parts.base,
}

if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.reads")
    parser.add_argument("parts", nargs="*", default=["reads"], metavar="part")
    parser.add_argument("--students", type=int, default=30_000)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    check_wrk()
    named = list(PARTS) if "all" in given.parts else given.parts
    if unknown := sorted(set(named) - PARTS.keys()):
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    sys.exit(min(1, uvloop.run(main(named, given.students, given.seconds, given.only))))
