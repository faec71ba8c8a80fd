"""The bytes of a student's answers, plain and compressed: a phone on a bad connection waits for these.

.venv/bin/python -m bench.bytes

The demonstration's university with a whole academic year behind it; its first student asks for themselves.
"""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import uvloop
from pydantic import SecretStr

from app.actions.profile_registry import ProfileRegistry
from app.auth.demo_issuer import ISSUER, DemoIssuer
from app.db.pool import open_pool
from app.db.transaction import Database
from app.devtools.load_demo import SEED, SYNTHETIC, synthesise
from app.devtools.open_database import open_database
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import LANES, score_institution
from app.main import create_app
from app.settings import PROJECT, Settings
from app.store.snapshot import Snapshots
from bench.fixture_database import machine
from tests import roles

FIRST, LAST = date(2025, 8, 1), date(2026, 7, 30)
NOW = datetime(2026, 7, 31, 12, tzinfo=UTC)
STUDENTS = 30
LOGIN = "s00001"


def today() -> datetime:
    return NOW


async def main() -> None:
    print(machine())
    with TemporaryDirectory(prefix="attune-bench-") as directory:
        home = Path(directory)
        home.chmod(0o711)  # noqa: ASYNC240 (nothing else is waiting)
        async with open_database(None, None, None, home) as urls:
            await load(urls.operator)
            issuer = DemoIssuer(home / "issuer")
            database = SecretStr(urls.application)
            await weigh_all(Settings(database_url=database, issuers=(issuer.settings(),)), issuer)


async def load(url: str) -> None:
    days = (LAST - FIRST).days + 1
    async with open_pool(url, size=1 + LANES) as pool:
        profiles = ProfileRegistry(PROJECT / "app" / "profiles")
        runtime = JobRuntime(Database(pool), profiles, Snapshots(profiles), today, lambda _step, _done: None)
        exeter = profiles.named("exeter")
        await synthesise(
            runtime, SYNTHETIC, ISSUER, exeter, seed=SEED, students=STUDENTS, days=days, until=LAST
        )
        async for _ in score_institution(partial(runtime.context, SYNTHETIC), LAST):
            pass


async def weigh_all(settings: Settings, issuer: DemoIssuer) -> None:
    app = create_app(settings, clock=today)
    token = issuer.token(LOGIN, [roles.STUDENT], NOW)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport,
            base_url="http://attune.test",
            headers={"Authorization": f"Bearer {token}"},
        ) as client,
    ):
        me = (await client.get("/v1/me")).json()["student_id"]
        month = NOW.date() - timedelta(days=29)
        print(f"{'answer':34}{'plain':>8}{'gzip':>8}{'headers':>9}")
        for name, path in (
            ("dashboard", "dashboard"),
            ("dashboard, sections=engagement", "dashboard?sections=engagement"),
            ("engagement, 30 days", f"engagement?from={month}"),
            ("engagement, a year", f"engagement?from={FIRST}"),
        ):
            await weigh(client, name, f"/v1/students/{me}/{path}")


async def weigh(client: httpx.AsyncClient, name: str, path: str) -> None:
    plain, _ = await size(client, path, {"Accept-Encoding": "identity"})
    packed, headers = await size(client, path, {"Accept-Encoding": "gzip"})
    print(f"{name:34}{plain:8,}{packed:8,}{headers:9,}")


async def size(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> tuple[int, int]:
    """Bytes of the body as it is sent, and of the headers; the same, asked again, is a 304 without a body."""
    async with client.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == httpx.codes.OK, await answer.aread()
        body = b"".join([piece async for piece in answer.aiter_raw()])
    again = await client.get(path, headers=headers | {"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (httpx.codes.NOT_MODIFIED, b"")
    return len(body), sum(len(each) + len(value) + 4 for each, value in answer.headers.raw)


if __name__ == "__main__":
    uvloop.run(main())
