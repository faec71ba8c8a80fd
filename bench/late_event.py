"""One late event: from its delivery to stored scores, however many students and years there are.

.venv/bin/python -m bench.late_event
"""

from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from time import perf_counter
from uuid import uuid4

import uvloop

from app.actions.activity.record_events import record_events
from app.ids import EventId
from app.jobs.score_students import score_institution
from app.store.activity.waiting_events import NamedEvent
from bench.fixture_database import Bed, bed, machine

LAST = date(2026, 7, 31)
SIZES = ((1_000, 1), (10_000, 1), (30_000, 1), (1_000, 3), (1_000, 5))
ROUNDS = 15


async def main() -> None:
    print(machine())
    print("students  years  delivery  scoring")
    for students, years in SIZES:
        first = date(LAST.year - years, 8, 1)
        async with bed(students, first, (LAST - first).days + 1) as made:
            await made.owner.execute(
                "insert into student_identifiers"
                " select student_id, 'campus', number, institution_id from students"
            )
            async for _ in score_institution(made.here, made.last):
                pass
            await made.owner.execute("vacuum analyze")
            delivered, scored = [], []
            for at in range(ROUNDS):
                began = perf_counter()
                await deliver(made, at)
                delivered.append(perf_counter() - began)
                began = perf_counter()
                stored = [step.months async for step in score_institution(made.here, made.last)]
                scored.append(perf_counter() - began)
                assert stored == [1]
            told = (f"{median(each) * 1000:5.1f} ms" for each in (delivered, scored))
            print(f"{students:8,}  {years:5}", *told, sep="  ")


async def deliver(made: Bed, at: int) -> None:
    day = made.last - timedelta(days=10 + at % 5)
    event = NamedEvent(
        EventId(uuid4()),
        "campus",
        f"S{at * 7:06}",
        datetime.combine(day, time(12), UTC),
        "vle",
        "viewed",
        None,
        None,
        3.0,
    )
    async with made.here() as here:
        (answer,) = await record_events(here, [event])
    assert answer.fate == "recorded"


if __name__ == "__main__":
    uvloop.run(main())
