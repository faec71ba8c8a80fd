"""One student's year, computed for the answer, beside the same read from what is stored.

.venv/bin/python -m bench.on_request [students]
"""

import sys
from datetime import date
from statistics import median
from time import perf_counter

import uvloop

from app.actions.engagement.read_engagement import read_engagement
from app.ids import StudentId
from app.jobs.score_students import score_institution
from bench.fixture_database import Bed, bed, machine

FIRST = date(2025, 8, 1)
ROUNDS = 200


async def main(students: int) -> None:
    print(machine())
    async with bed(students, FIRST, 365) as made:
        half = "select student_id from students where right(student_id::text, 1) in ('0', '2', '4', '6', '8')"
        async for _ in score_institution(made.here, made.last):
            pass
        await made.owner.execute(f"delete from score_months where student_id in ({half})")
        await made.owner.execute("vacuum analyze")
        ids = await made.owner.fetch(
            f"select student_id, student_id in ({half}) as computed from students"
            f" order by random() limit {ROUNDS}"
        )
        seconds: dict[bool, list[float]] = {True: [], False: []}
        for row in ids:
            seconds[row["computed"]].append(await read(made, StudentId(row["student_id"]), row["computed"]))
        computed, stored = median(seconds[True]) * 1000, median(seconds[False]) * 1000
        print(
            f"a year of one of {students:,} students: computed {computed:.1f} ms, stored {stored:.1f} ms,"
            f" ratio {computed / stored:.1f}"
        )


async def read(made: Bed, student: StudentId, computed: bool) -> float:  # noqa: FBT001
    async with made.here() as here:
        began = perf_counter()
        found = await read_engagement(here, student, made.first, made.last)
        took = perf_counter() - began
    assert all(day.score is not None and day.stored is not computed for day in found.days)
    return took


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000))
