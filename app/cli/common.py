"""What the verbs share: the console, options that many take, and the database they work on."""

import csv
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.actions.profile_registry import ProfileRegistry
from app.clock import system_clock
from app.db.pool import open_pool
from app.db.roles import Urls
from app.db.transaction import Database
from app.devtools.open_database import open_database
from app.errors import BadRequest
from app.jobs.runtime import JobRuntime
from app.jobs.score_institution import LANES
from app.settings import Settings
from app.store.snapshot import Snapshots
from app.wire.csv_rows import Reject
from app.wire.packages import Finding

console = Console(stderr=True)
InstitutionCode = Annotated[str, typer.Option("--institution", help="The institution's code.")]
Rejects = Annotated[Path, typer.Option("--rejects", help="Where lines left out are written, with reasons.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def database_of(settings: Settings) -> AbstractAsyncContextManager[Urls]:
    """The database that the settings name, or the embedded one."""
    urls = (settings.database_url, settings.operator_database_url, settings.owner_database_url)
    application, operator, owner = (url.get_secret_value() if url else None for url in urls)
    return open_database(application, operator, owner, settings.home)


@asynccontextmanager
async def job_runtime(settings: Settings | None = None) -> AsyncIterator[JobRuntime]:
    """What work outside a request needs, with its progress shown."""
    settings = settings or Settings()
    async with database_of(settings) as urls:
        if not urls.operator:
            raise BadRequest(
                "set ATTUNE_OPERATOR_DATABASE_URL: this is the institution's own work, and the service's role"
                " cannot do it"
            )
        async with open_pool(urls.operator, size=1 + LANES) as pool:
            profiles = ProfileRegistry(settings.profiles_dir)
            with _progress() as on_progress:
                yield JobRuntime(Database(pool), profiles, Snapshots(profiles), system_clock, on_progress)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Shows how far a long step is, on a terminal or in a log."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,}")
    with Progress(*columns, TimeElapsedColumn(), console=console) as bars:
        tasks = cache(lambda step: bars.add_task(step, total=None))
        yield lambda step, done: bars.update(tasks(step), completed=done)


@contextmanager
def rejects_file(path: Path) -> Iterator[Callable[[Reject], object]]:
    """Rejected lines hold people's data: the file is for its owner alone."""
    with _private_csv(path, "file", "line", "reason", "row") as write:
        yield lambda each: write((each.file, each.line, each.reason, each.row))


@contextmanager
def report_file(path: Path) -> Iterator[Callable[[Finding], object]]:
    """What became of a package's rows, by their places."""
    with _private_csv(path, "file", "row", "column", "outcome", "detail") as write:
        yield lambda each: write((each.file, each.row, each.column, each.outcome, each.detail))


@contextmanager
def _private_csv(path: Path, *header: str) -> Iterator[Callable[[Sequence[object]], object]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        yield writer.writerow
