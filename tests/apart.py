"""A service of its own on a database of its own, for what goes over every institution or replaces it all."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from app.actions.profile_registry import ProfileRegistry
from app.auth.demo_issuer import DemoIssuer
from app.db import roles
from app.db.distribute import distribute
from app.db.migrate import migrate
from app.db.pool import connected, open_pool
from app.db.roles import Passwords, Urls
from app.db.transaction import Database
from app.jobs.runtime import JobRuntime
from app.main import create_app
from app.settings import Settings
from app.store.snapshot import Snapshots
from tests.world import Moment

Apart = tuple[Urls, JobRuntime, httpx.AsyncClient]
"""How to reach the database, what jobs work with, and who asks the service."""
PASSWORDS = Passwords("owner-of-tests", "app-of-tests", "operator-of-tests")


@asynccontextmanager
async def served(
    urls: Urls, issuer: DemoIssuer, profiles_dir: Path, moment: Moment
) -> AsyncIterator[tuple[JobRuntime, httpx.AsyncClient]]:
    """A service of its own on a database of its own."""
    settings = Settings(
        database_url=SecretStr(urls.application), issuers=(issuer.settings(),), profiles_dir=profiles_dir
    )
    app = create_app(settings, clock=moment)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        pool = await stack.enter_async_context(open_pool(urls.operator, size=4))
        profiles = ProfileRegistry(profiles_dir)
        runtime = JobRuntime(Database(pool), profiles, Snapshots(profiles), moment, lambda _step, _done: None)
        transport = httpx.ASGITransport(app=app)
        yield (
            runtime,
            await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://attune.test")
            ),
        )


@asynccontextmanager
async def database_of_ones_own(server_url: str) -> AsyncIterator[Urls]:
    """A new database, migrated, by role; it goes afterwards.

    With TEST_CITUS, the URLs of a coordinator and of a worker, both as a superuser, it is spread over
    them, and reached at the worker.
    """
    name = f"attune_test_{uuid4().hex[:12]}"
    if is_spread():
        coordinator, worker = os.environ["TEST_CITUS"].split(",")  # noqa: TID251 (the edge of the tests)
        urls = await roles.bootstrap(coordinator, name, PASSWORDS)
        await migrate(urls.owner)
        there = await spread(coordinator, worker, name)
        yield replace(there, owner=urls.owner)
        for server in (worker, coordinator):
            await roles.drop_database(server, name)
        return
    urls = await roles.bootstrap(server_url, name, PASSWORDS)
    await migrate(urls.owner)
    yield urls
    await roles.drop_database(server_url, name)


def is_spread() -> bool:
    return "TEST_CITUS" in os.environ  # noqa: TID251 (the edge of the tests)


REFUSED = (
    (asyncpg.InsufficientPrivilegeError, asyncpg.CheckViolationError, asyncpg.FeatureNotSupportedError)
    if is_spread()
    else asyncpg.InsufficientPrivilegeError
)
"""What PostgreSQL raises for what somebody may not do; a spread database has other ways to say so."""
REFUSAL = "row-level security|permission denied|permitted|partition value" if is_spread() else ""
on_one_server = pytest.mark.skipif(is_spread(), reason="what it is made with, or tests, is of one server")


async def spread(coordinator: str, worker: str, name: str) -> Urls:
    """Spread a coordinator's database over a worker, as docs/scaling.md says; how to reach it there."""
    urls, there = [await roles.bootstrap(each, name, PASSWORDS) for each in (coordinator, worker)]
    for node in (coordinator, worker):
        await on_server(_at(node, name), "create extension citus")
    host, port = urlsplit(coordinator).hostname, urlsplit(coordinator).port
    await on_server(
        _at(coordinator, name),
        f"select citus_set_coordinator_host('{host}', {port})",
        f"select citus_add_node('{urlsplit(worker).hostname}', {urlsplit(worker).port})",
    )
    await distribute(urls.owner, shards=4)
    return there


def _at(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


async def on_server(server_url: str, *statements: str) -> None:
    async with connected(server_url) as connection:
        for each in statements:
            await connection.execute(each)
