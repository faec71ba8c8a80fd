"""A week of a large course and year, compared for the first time, against a bare SELECT of its scores.

    .venv/bin/python -m bench.comparison [--students 1000] [--days 60]

Both sides are asked of the database alone, without HTTP: ours with everything that decides who may be counted
and with the noise, the bare SELECT as the tables' owner, whom no row-level security looks at. It is made once
for a group and week. What every later request costs is measured by `bench.reads --only comparison`.
"""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path

import uvloop

from app.actions.insight.comparison_week import bars_of
from app.actions.profile_registry import ProfileRegistry
from app.calendars.calendar import WEEK, monday_of
from app.clock import system_clock
from app.devtools.synthetic.teaching import COLLEGES
from app.jobs.runtime import JobRuntime
from app.scoring.months import months_between
from app.store.insight.comparisons import Group, OwnGroup, last_of
from app.store.snapshot import Snapshots
from bench.fixture_database import CODE, Fixture, fixture_database, machine, score
from bench.measure import median_seconds
from bench.service import PROFILE, profiles_directory

DAYS, ROUNDS = 60, 9


async def main(students: int, days: int) -> None:
    print(f"{machine()}; a course and year of {students:,}")
    first = system_clock().date() - timedelta(days=days)
    async with fixture_database(students * len(COLLEGES), first, days) as fixture:
        await score(fixture)
        await fixture.owner.execute(
            f"update registrations set year_of_study = 1;"
            f" update institutions set profile = '{PROFILE}', version = version + 1"
        )
        await fixture.settle()
        with profiles_directory() as directory:
            await _compare(fixture, directory)


async def _compare(fixture: Fixture, directory: Path) -> None:
    profiles, old = ProfileRegistry(directory), fixture.runtime
    runtime = JobRuntime(old.database, profiles, Snapshots(profiles), old.clock, old.on_progress)
    programme = await fixture.owner.fetchval("select programme_id from programmes order by code limit 1")
    mine = OwnGroup(Group(programme, "undergraduate", 1), None)
    monday = monday_of(fixture.last) - WEEK
    bars, ours = await median_seconds(ROUNDS, lambda: _ours(fixture, runtime, mine, monday))
    rows, bare = await median_seconds(ROUNDS, lambda: _bare(fixture, mine.group, monday))
    print(
        f"{bars} bars made in {ours * 1_000:.1f} ms; bare SELECT of {rows:,} months in {bare * 1_000:.1f} ms"
    )
    print(f"rate against the bare SELECT: {bare / ours:.2f}")


async def _ours(fixture: Fixture, runtime: JobRuntime, mine: OwnGroup, monday: date) -> int:
    await fixture.owner.execute("delete from comparison_weeks")
    async with runtime.context(CODE) as context:
        entry = context.profile.comparison
        assert entry is not None
        return len((await bars_of(context, entry, mine, monday)).bars)


async def _bare(fixture: Fixture, group: Group, monday: date) -> int:
    found = await fixture.owner.fetch(
        "select student_id, month, scores from score_months where institution_id = $1"
        " and student_id = any(select student_id from registrations where institution_id = $1"
        " and programme_id = $2 and year_of_study = 1) and month = any($3::date[])",
        fixture.institution_id,
        group.programme_id,
        months_between(monday, last_of(monday)),
    )
    return len(found)


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.comparison")
    parser.add_argument("--students", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=DAYS)
    given = parser.parse_args()
    uvloop.run(main(given.students, given.days))
