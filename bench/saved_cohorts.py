"""Saved cohorts of somebody who sees everybody: one evaluation for each, as at night.

    .venv/bin/python -m bench.saved_cohorts [--students 30000]

Beside each the bare SELECT of as many student ids as the tables' owner, whom no row-level security looks at:
what it takes to bring them over at all.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import uvloop

from app.access.vocabulary import Role
from app.actions.insight.cohort_basis import filter_for
from app.actions.profile_registry import ProfileRegistry
from app.clock import system_clock
from app.cohorts.conditions import Condition, Kind
from app.db.identity import look_for
from app.ids import StaffId
from app.jobs.runtime import JobRuntime
from app.store.insight import cohort_members
from app.store.snapshot import Snapshots
from bench.fixture_cases import add_cases
from bench.fixture_database import CODE, Fixture, fixture_database, machine, score
from bench.fixture_records import add_records
from bench.measure import median_seconds
from bench.service import PROFILE, profiles_directory
from tests import roles

DAYS = 60
ROUNDS = 5


async def main(students: int, days: int) -> None:
    print(f"{machine()}; {students:,} students")
    first = system_clock().date() - timedelta(days=days)
    async with fixture_database(students, first, days) as fixture:
        await add_records(fixture)
        await add_cases(fixture)
        await score(fixture)
        await fixture.owner.execute(
            f"update institutions set profile = '{PROFILE}', version = version + 1;"
            f" update consent_decisions set decided_at = '{first}'"
        )
        await fixture.settle()
        with profiles_directory() as directory:
            await _compare(fixture, directory)


async def _compare(fixture: Fixture, directory: Path) -> None:
    profiles = ProfileRegistry(directory)
    old = fixture.runtime
    runtime = JobRuntime(old.database, profiles, Snapshots(profiles), old.clock, old.on_progress)
    unit, run, staff = [
        await fixture.owner.fetchval(each)
        for each in (
            "select org_unit_id::text from org_units where code = 'ARTS'",
            "select module_run_id::text from module_runs limit 1",
            "select staff_id from staff where number = 'T000000'",
        )
    ]
    attendance, below = (
        Condition(Kind.ATTENDANCE_BELOW, below=0.8),
        Condition(Kind.ENGAGEMENT_BELOW_OWN, below=0.9),
    )
    level = Condition(Kind.LEVEL, ("undergraduate",))
    asked: dict[str, Sequence[Condition]] = {
        "level (everybody)": [level],
        "org unit with all below": [Condition(Kind.ORG_UNIT, (unit,))],
        "module run": [Condition(Kind.MODULE_RUN, (run,))],
        "case queue": [Condition(Kind.CASE_QUEUE, ("overdue", "unassigned"))],
        "attendance below 0.8 in 28 days": [attendance],
        "engagement below 0.9 of one's own 28 days before": [below],
        "the last two, the unit and the level": [level, Condition(Kind.ORG_UNIT, (unit,)), attendance, below],
    }
    print("| conditions | found | s | bare SELECT, s |\n| --- | ---: | ---: | ---: |")
    for name, conditions in asked.items():
        found, ours = await median_seconds(ROUNDS, lambda: _evaluate(runtime, StaffId(staff), conditions))  # noqa: B023 (awaited here)
        _, bare = await median_seconds(ROUNDS, lambda: _bare(fixture, found))  # noqa: B023 (likewise)
        print(f"| {name} | {found:,} | {ours:.3f} | {bare:.3f} |", flush=True)


async def _evaluate(runtime: JobRuntime, staff_id: StaffId, conditions: Sequence[Condition]) -> int:
    async with runtime.context(CODE) as context:
        asked = context.profile.asked_roles(frozenset[Role]({roles.SITE_EXPLORER}))
        sees_all = await look_for(context.transaction, staff_id, asked, context.today)
        assert sees_all
        made = await filter_for(context, conditions, staff_id, asked, sees_all=sees_all)
        return len(await cohort_members.find_all(context.transaction, made))


async def _bare(fixture: Fixture, number: int) -> int:
    return len(await fixture.owner.fetch("select student_id from students limit $1", number))


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m bench.saved_cohorts")
    parser.add_argument("--students", type=int, default=30_000)
    parser.add_argument("--days", type=int, default=DAYS)
    given = parser.parse_args()
    uvloop.run(main(given.students, given.days))
