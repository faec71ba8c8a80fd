"""A service of its own on a database of its own, for what goes over every institution or replaces it all."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
from pydantic import SecretStr

from app.actions.profile_registry import ProfileRegistry
from app.auth.demo_issuer import DemoIssuer
from app.db import roles
from app.db.migrate import migrate
from app.db.pool import driver_url, open_pool
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
    """A new database, migrated, by role; it goes afterwards."""
    name = f"attune_test_{uuid4().hex[:12]}"
    urls = await roles.bootstrap(server_url, name, PASSWORDS)
    await migrate(urls.owner)
    yield urls
    await roles.drop_database(server_url, name)


async def on_server(server_url: str, *statements: str) -> None:
    connection = await asyncpg.connect(driver_url(server_url))
    try:
        for each in statements:
            await connection.execute(each)
    finally:
        await connection.close()
