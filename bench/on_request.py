"""One student's year, computed for the answer, beside the same read from what is stored.

.venv/bin/python -m bench.on_request [students]
"""

import sys
from dataclasses import replace
from datetime import date
from statistics import median
from time import perf_counter

import uvloop

from app.actions.engagement.read_engagement import ENGAGEMENT
from app.actions.section import STANDING_READS, SectionRequest, Subject, standing_parameters, subject_of
from app.ids import StudentId
from bench.fixture_database import Fixture, fixture_database, machine, score

FIRST = date(2025, 8, 1)
ROUNDS = 200


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(students, FIRST, 365) as fixture:
        half = "select student_id from students where right(student_id::text, 1) in ('0', '2', '4', '6', '8')"
        await score(fixture)
        await fixture.owner.execute(f"delete from score_months where student_id in ({half})")
        await fixture.owner.execute("vacuum analyze")
        ids = await fixture.owner.fetch(
            f"select student_id, student_id in ({half}) as computed from students"
            f" order by random() limit {ROUNDS}"
        )
        seconds: dict[bool, list[float]] = {True: [], False: []}
        for row in ids:
            seconds[row["computed"]].append(
                await read(fixture, StudentId(row["student_id"]), row["computed"])
            )
        computed, stored = median(seconds[True]) * 1000, median(seconds[False]) * 1000
        print(
            f"a year of one of {students:,} students: computed {computed:.1f} ms, stored {stored:.1f} ms,"
            f" ratio {computed / stored:.1f}"
        )


async def read(fixture: Fixture, student: StudentId, computed: bool) -> float:  # noqa: FBT001
    async with fixture.context() as context:
        began = perf_counter()
        request = SectionRequest(
            context.institution,
            context.now,
            student,
            Subject((), (), context.today),
            fixture.first,
            fixture.last,
        )
        rows = await context.transaction.gather(
            STANDING_READS | dict(ENGAGEMENT.reads),
            **standing_parameters(context.profile, [student]),
            student_id=student,
            **ENGAGEMENT.parameters(request),
        )
        found = ENGAGEMENT.build(replace(request, subject=subject_of(rows, context.today)), rows)
        took = perf_counter() - began
    assert all(day.score is not None and day.stored is not computed for day in found.days)
    return took


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000))
