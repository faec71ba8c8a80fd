"""The environment that faults happen in: a server, the service, people in it, and a twin that stays calm."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import anyio
import httpx

from app.actions.activity.record_events import record_events
from app.actions.profile_registry import ProfileRegistry
from app.auth.demo_issuer import DemoIssuer
from app.clock import system_clock
from app.db import roles
from app.db.migrate import migrate
from app.db.pool import open_pool
from app.db.roles import Passwords, Urls
from app.db.transaction import Database
from app.jobs.runtime import JobRuntime
from app.schemas.activity.events import EventIn, named_event
from app.settings import PROJECT
from app.store.snapshot import Snapshots
from tests.faults.load import Books, Load
from tests.faults.postgres import PATIENCE, Postgres
from tests.faults.service import Service
from tests.world import OPENING, PUBLISHED, Moment, Person, World

DATABASE = "faults"
STUDENTS = 12
POOL = 5
"""Fewer than the load's workers, so that the pool is part of every trial."""

NO_QUOTAS = {"ATTUNE_RATE_PRINCIPAL": "0", "ATTUNE_RATE_DELIVERIES": "0"}
"""A few people ask for as much as a university would."""


class NoSmallDisk(Exception):
    """A file system of one's own needs the right to mount one."""


@contextmanager
def directory(megabytes: int | None = None) -> Iterator[Path]:
    """A directory that a server's account can enter; on a disk of its own where a size is given."""
    with TemporaryDirectory(prefix="attune-faults-") as made:
        home = Path(made)
        home.chmod(0o711)
        if megabytes is None:
            yield home
            return
        options = f"size={megabytes}m,mode=0711"
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "attune-faults", home],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        if mounted.returncode:
            raise NoSmallDisk(mounted.stderr.strip())
        try:
            yield home
        finally:
            subprocess.run(["umount", "--lazy", home], check=True)  # noqa: S607


@dataclass
class Environment:
    home: Path
    postgres: Postgres
    service: Service
    world: World
    students: list[Person]
    tutor: Person
    sender: Person
    twin: World
    """What the same events come to when nothing goes wrong."""

    def load(self) -> Load:
        return Load(self.world.client, self.students, self.tutor, self.sender)

    @asynccontextmanager
    async def commits_unconfirmed(self) -> AsyncIterator[None]:
        """Meanwhile PostgreSQL commits, then waits for a standby that does not exist before it says so."""
        await self._confirm_by("set synchronous_standby_names = 'nobody'")
        try:
            yield
        finally:
            await self._confirm_by("reset synchronous_standby_names")

    async def _confirm_by(self, setting: str) -> None:
        async with self.postgres.admin() as admin:
            await admin.execute(f"alter system {setting}")
            await admin.execute("select pg_reload_conf()")

    async def until_unconfirmed(self, commits: int) -> None:
        """Until so many commits wait to be confirmed."""
        with anyio.fail_after(PATIENCE):
            while True:
                waiting = await self.rows("select from pg_stat_activity where wait_event = 'SyncRep'")
                if len(waiting) == commits:
                    return
                await anyio.sleep(0.02)

    async def rows(self, query: str, *values: Any) -> list[Any]:
        """As the superuser."""
        async with self.postgres.admin(DATABASE) as admin:
            found: list[Any] = await admin.fetch(query, *values)
            return found

    async def recorded_events(self) -> dict[UUID, float]:
        mine = self.world.institution.institution_id
        rows = await self.rows(
            "select event_id, quantity from events where institution_id = $1",
            mine,
        )
        quantities = {row["event_id"]: row["quantity"] for row in rows}
        assert len(quantities) == len(rows)
        return quantities

    async def recorded_notes(self) -> list[tuple[str, str]]:
        """(text, id) of every note."""
        rows = await self.rows("select summary, note_id::text from notes where summary like 'About %'")
        return [(row["summary"], row["note_id"]) for row in rows]

    async def comes_to_the_same(self, books: Books) -> bool:
        """Tell the twin in calm what was acknowledged, score both, compare daily amounts and scores."""
        events = [named_event(EventIn.model_validate(each)) for each in books.events.values()]
        async with self.twin.context() as context:
            await record_events(context, events)
        digests = []
        for world in (self.world, self.twin):
            await world.score()
            digests.append([await self._digest(world, table) for table in ("activity", "score")])
        return digests[0] == digests[1]

    async def _digest(self, world: World, table: str) -> tuple[int, str]:
        columns = {"activity": "month, sources, amounts", "score": "month, scored_through, scores"}[table]
        rows = await self.rows(
            f"select count(*), md5(string_agg(md5((number, {columns})::text), '' order by number, {columns}))"
            f" from {table}_months join students using (institution_id, student_id)"
            " where institution_id = $1",
            world.institution.institution_id,
        )
        return rows[0][0], rows[0][1]


@asynccontextmanager
async def environment(megabytes: int | None = None, **service_settings: str) -> AsyncIterator[Environment]:
    """Everything up and calm; everything stopped and deleted afterwards."""
    with directory(megabytes) as home, TemporaryDirectory(prefix="attune-faults-") as aside:
        (home / "postgres").mkdir(mode=0o711)
        small = {} if megabytes is None else {"max_wal_size": "48MB", "min_wal_size": "32MB"}
        postgres = Postgres.make(home / "postgres", **small)
        await postgres.start()
        try:
            urls = await roles.bootstrap(
                postgres.url, DATABASE, Passwords("owner-of-faults", "app-of-faults", "operator-of-faults")
            )
            await migrate(urls.owner)
            issuer = DemoIssuer(Path(aside) / "issuer")
            given = {"ATTUNE_POOL_SIZE": str(POOL)} | NO_QUOTAS | service_settings
            service = Service(urls.application, issuer.settings(), Path(aside) / "service.log", given)
            await service.start()
            limits = httpx.Limits(max_connections=None)
            client = httpx.AsyncClient(base_url=service.base_url, timeout=30, limits=limits)
            try:
                async with open_pool(urls.operator, size=4) as pool:
                    yield await _settle(home, postgres, service, urls, client, issuer, Database(pool))
            finally:
                await client.aclose()
                service.stop()
        finally:
            postgres.stop()


async def _settle(
    home: Path,
    postgres: Postgres,
    service: Service,
    urls: Urls,
    client: httpx.AsyncClient,
    issuer: DemoIssuer,
    database: Database,
) -> Environment:
    moment = Moment(system_clock())
    profiles = ProfileRegistry(PROJECT / "app" / "profiles")
    runtime = JobRuntime(database, profiles, Snapshots(profiles), moment, lambda _step, _done: None)
    world = await World.create(urls, runtime, client, issuer, moment, "exeter")
    twin = await world.create_another("exeter", empty=False)
    for each in (world, twin):
        await each.publish({"CLES": PUBLISHED}, each.profile.academic_year(each.today))
    (students, tutor), _ = [await _people(each) for each in (world, twin)]
    return Environment(home, postgres, service, world, students, tutor, await world.service(), twin)


async def _people(world: World) -> tuple[list[Person], Person]:
    """A tutor's students; everybody agrees to be scored."""
    tutor = await world.tutor()
    since = max(OPENING, world.today - timedelta(days=60))
    students = [await world.student(tutor=tutor, since=since, consent=True) for _ in range(STUDENTS)]
    return students, tutor
