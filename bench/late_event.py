"""One late event: from its delivery to stored scores, however many students and years there are.

.venv/bin/python -m bench.late_event
"""

from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from time import perf_counter
from uuid import uuid4

import uvloop

from app.actions.activity.record_events import record_events
from app.actions.exchange.deliveries import ItemOutcome
from app.ids import EventId
from app.store.activity.waiting_events import NamedEvent
from bench.fixture_database import Fixture, fixture_database, machine, score

LAST = date(2026, 7, 31)
SIZES = ((1_000, 1), (10_000, 1), (30_000, 1), (1_000, 3), (1_000, 5))
ROUNDS = 15


async def main() -> None:
    print(machine())
    print("students  years  delivery  scoring")
    for students, years in SIZES:
        first = date(LAST.year - years, 8, 1)
        async with fixture_database(students, first, (LAST - first).days + 1) as fixture:
            await fixture.owner.execute(
                "insert into student_identifiers (institution_id, student_id, system, identifier)"
                " select institution_id, student_id, 'campus', number from students"
            )
            await score(fixture)
            await fixture.owner.execute("vacuum analyze")
            delivered, scored = [], []
            for at in range(ROUNDS):
                began = perf_counter()
                await deliver(fixture, at)
                delivered.append(perf_counter() - began)
                scored.append(await score(fixture))
            medians = (f"{median(each) * 1000:5.1f} ms" for each in (delivered, scored))
            print(f"{students:8,}  {years:5}", *medians, sep="  ")


async def deliver(fixture: Fixture, at: int) -> None:
    day = fixture.last - timedelta(days=10 + at % 5)
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
    async with fixture.context() as context:
        (result,) = await record_events(context, [event])
    assert result.outcome is ItemOutcome.RECORDED


if __name__ == "__main__":
    uvloop.run(main())
