"""Growth: time per student-day and peak memory of a full re-score, as students and years grow.

    .venv/bin/python -m bench.growth

Each size runs in a process of its own, as `attune score` does, so that the peak is that size's.
"""

import resource
import subprocess
import sys
from datetime import date

import uvloop

from bench.fixture_database import fixture_database, machine, publish, score

LAST = date(2026, 7, 31)
SIZES = ((1_000, 1), (3_000, 1), (10_000, 1), (30_000, 1), (3_000, 2), (3_000, 5))
MIB = 1024


def main() -> None:
    print(machine())
    print("students  years  re-score  per student-day  peak memory")
    for students, years in SIZES:
        subprocess.run([sys.executable, "-m", "bench.growth", str(students), str(years)], check=True)


async def one(students: int, years: int) -> None:
    first = date(LAST.year - years, 8, 1)
    days = (LAST - first).days + 1
    async with fixture_database(students, first, days) as fixture:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        await score(fixture)
        await publish(fixture)
        took = await score(fixture)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{students:8,}  {years:5}  {took:6.2f} s  {took / students / days * 1e9:12.0f} ns"
        f"  {peak / MIB:5.0f} MiB ({before / MIB:.0f} before)",
        flush=True,
    )


if __name__ == "__main__":
    chosen = [int(each) for each in sys.argv[1:]]
    if chosen:
        uvloop.run(one(*chosen))
    else:
        main()
