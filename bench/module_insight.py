"""Module insight of a large class, against a bare indexed SELECT of the events that it counts.

    .venv/bin/python -m bench.module_insight [--students 500] [--days 84]

Each student has about one event a day in the module run, and as many in another. Both sides are asked of
the database alone, without HTTP: ours with everything that decides who may be counted, with noise and
rounding; the bare SELECT as the tables' owner, whom no row-level security looks at.
"""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import uvloop

from app.actions.insight.module_insight import complete_weeks, insight_of
from app.actions.profile_registry import ProfileRegistry
from app.clock import system_clock
from app.ids import ModuleRunId
from app.jobs.runtime import JobRuntime
from app.store.insight import module_insight as store
from app.store.snapshot import Snapshots
from bench.fixture_database import CODE, Fixture, fixture_database, machine
from bench.measure import median_seconds
from bench.service import PROFILE, profiles_directory

DAYS, ROUNDS, RESOURCES = 84, 9, 14


async def main(students: int, days: int) -> None:
    print(f"{machine()}; a class of {students:,}, {days} days")
    first = system_clock().date() - timedelta(days=days)
    async with fixture_database(students, first, days, activity=False) as fixture:
        await _add_class(fixture)
        await fixture.settle()
        with profiles_directory() as directory:
            await _compare(fixture, directory)


async def _add_class(fixture: Fixture) -> None:
    year = fixture.academic_years[0]
    await fixture.owner.execute(
        f"""
        update institutions set profile = '{PROFILE}', version = version + 1;
        select attune_add_academic_year(y)
        from generate_series({year}, {fixture.academic_years[-1]}) as s (y);
        insert into modules (institution_id, module_id, org_unit_id, code, title)
        select institution_id, gen_random_uuid(), org_unit_id, 'M' || n, 'Module ' || n
        from org_units, generate_series(0, 1) as series (n) where code = 'ARTS';
        insert into module_runs (institution_id, module_run_id, module_id, code, academic_year, starts_on,
                                 ends_before)
        select institution_id, gen_random_uuid(), module_id, code, {year}, '{fixture.first}',
               '{fixture.last + timedelta(days=60)}' from modules;
        insert into enrolments (institution_id, student_id, module_run_id)
        select institution_id, student_id, module_run_id
        from students join module_runs using (institution_id);
        insert into module_resources (institution_id, module_run_id, code, title, offered)
        select institution_id, module_run_id, 'r' || n, 'Resource ' || n, true
        from module_runs, generate_series(1, {RESOURCES}) as series (n);
        insert into events (institution_id, student_id, academic_year, event_id, occurred_at, day, source,
                            kind, module_run_id, object, quantity)
        select institution_id, student_id, attune_year, gen_random_uuid(), day, day::date, 'vle', 'viewed',
               module_run_id, 'r' || 1 + floor(random() * {RESOURCES - 1}), 1
        from enrolments,
             generate_series(timestamptz '{fixture.first}', '{fixture.last}', '1 day') as days (day),
             lateral (select extract(year from day)::int
                      - (extract(month from day) < 8)::int as attune_year) years
        """
    )


async def _compare(fixture: Fixture, directory: Path) -> None:
    profiles, old = ProfileRegistry(directory), fixture.runtime
    runtime = JobRuntime(old.database, profiles, Snapshots(profiles), old.clock, old.on_progress)
    run: UUID = await fixture.owner.fetchval("select module_run_id from module_runs where code = 'M0'")
    told, ours = await median_seconds(ROUNDS, lambda: _ours(runtime, ModuleRunId(run)))
    rows, bare = await median_seconds(ROUNDS, lambda: _bare(fixture, run))
    print(f"shares told {told:,} in {ours:.3f} s; bare SELECT of {rows:,} events in {bare:.3f} s")
    print(f"rate against the bare SELECT: {bare / ours:.2f}")


async def _ours(runtime: JobRuntime, module_run_id: ModuleRunId) -> int:
    async with runtime.context(CODE) as context:
        entry, run = context.profile.module_insight, await store.get(context.transaction, module_run_id)
        days = await complete_weeks(context, run)
        assert entry is not None
        assert days is not None
        made = await insight_of(context, entry, run, days)
        return sum(each.value is not None for one in made.resources for each in one.weeks.values())


async def _bare(fixture: Fixture, module_run_id: UUID) -> int:
    found = await fixture.owner.fetch(
        "select student_id, day, object from events"
        " where institution_id = $1 and student_id = any(select student_id from enrolments"
        " where institution_id = $1 and module_run_id = $2) and module_run_id = $2 and day between $3 and $4",
        fixture.institution_id,
        module_run_id,
        fixture.first,
        fixture.last,
    )
    return len(found)


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.module_insight")
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--days", type=int, default=DAYS)
    given = parser.parse_args()
    uvloop.run(main(given.students, given.days))
