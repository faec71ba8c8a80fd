"""Fixtures: a real PostgreSQL, migrated once; a real app; real signed tokens.

Tests keep out of each other's way by data, not by rollback: every test founds institutions of its own,
so what is tested is what is committed, under the same row-level security as in production.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.actions.profile_registry import ProfileRegistry
from app.auth.demo_issuer import DemoIssuer, demonstration_signing_key
from app.db.pool import open_pool
from app.db.roles import Urls
from app.db.transaction import Database
from app.devtools.postgres import running
from app.jobs.runtime import JobRuntime
from app.main import create_app
from app.settings import PROJECT, Settings
from app.store.snapshot import Snapshots
from tests.apart import Apart, database_of_ones_own, served
from tests.documented import TABLE
from tests.world import Moment, World

NOON = datetime(2018, 11, 20, 12, 0, tzinfo=UTC)
"""When tests happen, unless they say otherwise: a Tuesday in term, in the year Exeter published."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL superuser's URL: the given one, or that of an embedded server of this session."""
    given = os.environ.get("ATTUNE_DATABASE_URL")  # noqa: TID251 (the edge of the tests)
    if given:
        yield given
        return
    # Not pytest's tmp_path: root's is closed to the account that root lends the server to.
    with TemporaryDirectory(prefix="attune-tests-") as home:
        Path(home).chmod(0o711)
        with running(Path(home), durable=False) as address:
            yield address.url()


@pytest.fixture(scope="session")
async def urls(server_url: str) -> AsyncIterator[Urls]:
    """A database of this session, migrated, by role."""
    async with database_of_ones_own(server_url) as urls:
        yield urls


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> DemoIssuer:
    return DemoIssuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="session")
def moment() -> Moment:
    """The tests' clock; `World.at` sets it."""
    return Moment(NOON)


@pytest.fixture(scope="session")
def profiles_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's profiles, and those that are made up for tests."""
    directory = tmp_path_factory.mktemp("profiles")
    for profiles in (PROJECT / "app" / "profiles", PROJECT / "tests" / "profiles"):
        for profile in profiles.glob("*.yaml"):
            shutil.copy(profile, directory)
    return directory


@pytest.fixture(scope="session")
def settings(
    urls: Urls, issuer: DemoIssuer, profiles_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return Settings(
        database_url=SecretStr(urls.application),
        issuers=(issuer.settings(),),
        profiles_dir=profiles_dir,
        # A run of tests is one minute: its clock stands still.
        rate_anonymous=120_000,
        rate_failures=0,
        signing_key=SecretStr(demonstration_signing_key(tmp_path_factory.mktemp("signing"))),
    )


@pytest.fixture(scope="session")
async def app(settings: Settings, moment: Moment, contract: dict[str, Any]) -> AsyncIterator[FastAPI]:
    # `contract` takes a second to make, in which nothing else runs: before the service watches its database.
    assert contract
    app = create_app(settings, clock=moment)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://attune.test") as client:
        yield client


@pytest.fixture(scope="session")
async def runtime(urls: Urls, profiles_dir: Path, moment: Moment) -> AsyncIterator[JobRuntime]:
    """What jobs work with: as the operator's role, like those of the command line."""
    async with open_pool(urls.operator, size=4) as pool:
        profiles = ProfileRegistry(profiles_dir)
        yield JobRuntime(Database(pool), profiles, Snapshots(profiles), moment, lambda _step, _done: None)


@pytest.fixture(scope="session")
async def application(urls: Urls) -> AsyncIterator[Database]:
    """Connections as the application role, without the service."""
    async with open_pool(urls.application, size=4) as pool:
        yield Database(pool)


@pytest.fixture
async def world(
    urls: Urls,
    runtime: JobRuntime,
    client: httpx.AsyncClient,
    issuer: DemoIssuer,
    moment: Moment,
    application: Database,
) -> AsyncIterator[World]:
    """An institution of one's own, under Exeter's profile."""
    moment.now = NOON
    yield await World.create(urls, runtime, client, issuer, moment, profile="exeter", application=application)
    moment.now = NOON


@pytest.fixture(scope="module")
async def apart(
    server_url: str, issuer: DemoIssuer, profiles_dir: Path, moment: Moment
) -> AsyncIterator[Apart]:
    """A service and a database of this module's own: rounds go over all institutions, and here are few."""
    async with (
        database_of_ones_own(server_url) as urls,
        served(urls, issuer, profiles_dir, moment) as (runtime, client),
    ):
        yield urls, runtime, client


@pytest.fixture
async def alone(apart: Apart, issuer: DemoIssuer, moment: Moment) -> AsyncIterator[World]:
    """An institution under Exeter's profile, apart."""
    moment.now = NOON
    yield await World.create(*apart, issuer, moment, profile="exeter")
    moment.now = NOON


@pytest.fixture
async def wide(world: World) -> World:
    """The same under a made-up profile that has a role for every way of reaching students."""
    return await world.create_another("every_reach", empty=False)


@pytest.fixture
async def nottingham(world: World) -> World:
    """The same under Nottingham's profile: nobody can opt out, and students have no dashboard."""
    return await world.create_another("nottingham", empty=False)


@pytest.fixture
async def essex(world: World) -> World:
    """The same under Essex's profile: students see everything that staff see."""
    return await world.create_another("essex", empty=False)


@pytest.fixture
async def city(world: World) -> World:
    """The same under City's profile: weekly reports, granted access, a board that approves sources."""
    return await world.create_another("city", empty=False)


@pytest.fixture
async def queen_mary(world: World) -> World:
    """The same under Queen Mary's profile: advisers, pilots, modules that are marked for assessment."""
    return await world.create_another("queen_mary", empty=False)


@pytest.fixture(scope="session")
def contract() -> dict[str, Any]:
    """The OpenAPI document, which needs no running service."""
    return create_app(Settings()).openapi()


@pytest.fixture(scope="session")
def project() -> Path:
    return Path(__file__).resolve().parent.parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Who asked how much of the contract, and how much of the answers contradicted it."""
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    rows = [row for each in reports for name, row in each.user_properties if name == TABLE]
    if rows:
        terminalreporter.section(TABLE)
        terminalreporter.write_line(f"{'who':40} operations requests failures answers by status")
    for who, operations, requests, faults, statuses in rows:
        terminalreporter.write_line(f"{who:40} {operations:10} {requests:8} {faults:8} {statuses}")
