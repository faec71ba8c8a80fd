"""The weekly report of everybody, beside the scoring of a night, in one run; and a School's, and its trend.

.venv/bin/python -m bench.rag [students]
"""

import sys
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import uvloop

from app.actions.insight.weekly_report import rows_of
from app.actions.insight.weekly_status import judge_weeks
from app.calendars.calendar import monday_of
from app.profiles.rag import AttendanceStatus, OnlineStatus, RagEntry
from app.rag.rows import Colour
from app.store.insight import weekly_reports
from app.store.insight.weekly_reports import Studying
from app.store.snapshot import Snapshots
from bench.fixture_database import SOURCES, Fixture, fixture_database, machine, score
from bench.signals import add_register, peak

LAST = date(2026, 3, 1)
"""A Sunday in the middle of a term."""
DAYS = 365
NIGHTS = 5
RED, AMBER, GREEN, GREY = Colour
RULES = RagEntry(
    attendance=AttendanceStatus(amber_from=0.5, green_from=0.8),
    online=OnlineStatus(sources=dict.fromkeys(SOURCES, 1.0), amber_from=100, green_from=300),
    combined={
        RED: {RED: RED, AMBER: RED, GREEN: AMBER, GREY: RED},
        AMBER: {RED: RED, AMBER: AMBER, GREEN: AMBER, GREY: AMBER},
        GREEN: {RED: AMBER, AMBER: AMBER, GREEN: GREEN, GREY: GREEN},
        GREY: {RED: RED, AMBER: AMBER, GREEN: GREEN, GREY: GREY},
    },
)


async def main(students: int) -> None:
    print(machine())
    async with fixture_database(students, LAST - timedelta(days=DAYS - 1), DAYS) as made:
        fixture = with_rules(made)
        await add_register(fixture)
        through = LAST - timedelta(days=NIGHTS)
        await score(fixture, through)
        await fixture.settle()
        before, scored, judged, reported = peak(), [], [], []
        for _ in range(NIGHTS):
            through += timedelta(days=1)
            scored.append(await score(fixture, through))
            seconds, rows = await report(fixture)
            assert rows == students
            reported.append(seconds)
            judged.append(await judge(fixture, students, 1))
        of_scores, of_judging, of_rows = (median(each) for each in (scored, judged, reported))
        print(f"{students:,} students: scores of a night {of_scores:.2f} s")
        print(f"their week judged {of_judging:.2f} s, ratio {of_judging / of_scores:.2f}")
        print(f"rows of every School {of_rows:.2f} s, ratio {of_rows / of_scores:.2f}")
        print(f"peak memory {before:.0f} MiB before, {peak():.0f} MiB after")
        some = [(await report(fixture, 5_000))[0] for _ in range(NIGHTS)]
        print(f"one School of 5,000: {median(some):.2f} s")
        trends = [await judge(fixture, 5_000, 8) for _ in range(NIGHTS)]
        print(f"its last 8 weeks: {median(trends):.2f} s")


def with_rules(fixture: Fixture) -> Fixture:
    """The university with rules for weekly reports."""
    ruled = fixture.runtime.profiles.named("exeter").model_copy(update={"rag": RULES})
    return replace(fixture, runtime=replace(fixture.runtime, snapshots=Snapshots(lambda _: ruled)))


async def studying(fixture: Fixture, most: int | None) -> list[Studying]:
    """The students of every School, or so many."""
    async with fixture.context() as context:
        found: list[Studying] = []
        for (code,) in await fixture.owner.fetch("select code from org_units order by code"):
            school = await weekly_reports.find_school(context.transaction, code, None, [], [], context.today)
            assert school is not None
            found += await weekly_reports.list_studying(
                context.transaction,
                school,
                LAST,
                LAST,
                levels=context.profile.covered_levels,
                opening=None,
            )
        return found[:most]


async def report(fixture: Fixture, most: int | None = None) -> tuple[float, int]:
    """Seconds for the rows of every School, who is in it included, and how many there were."""
    began = perf_counter()
    listed = await studying(fixture, most)
    async with fixture.context() as context:
        rows = await rows_of(context, listed, monday_of(context.today), marks=True)
    return perf_counter() - began, len(rows)


async def judge(fixture: Fixture, students: int, weeks: int) -> float:
    """Seconds for three colours of so many students in each of the weeks."""
    listed = await studying(fixture, students)
    began = perf_counter()
    async with fixture.context() as context:
        last = monday_of(context.today)
        mondays = [last - timedelta(weeks=weeks - 1 - at) for at in range(weeks)]
        await judge_weeks(context, [each.student_id for each in listed], mondays)
    return perf_counter() - began


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
