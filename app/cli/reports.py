"""Verbs around weekly workbooks: out for one School or every one, and back in."""

import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.table import Table

from app.auth.signing import signing_key
from app.calendars.calendar import monday_of
from app.cli.common import Day, InstitutionCode, console, job_runtime
from app.errors import BadRequest
from app.jobs.report_workbooks import read_school, write_school, write_schools
from app.jobs.runtime import JobRuntime
from app.settings import Settings
from app.workbooks.judge import RowOutcome, counts
from app.workbooks.stamp import STAMPING, Stamp

verbs = typer.Typer(no_args_is_help=True)
School = Annotated[str, typer.Argument(help="The School's code.")]


@verbs.callback()
def report() -> None:
    """Write weekly reports as workbooks, and read them back."""


@verbs.command("out")
def write_out(institution: InstitutionCode, school: School, file: Path, week: Day = None) -> None:
    """Write a School's weekly report as a workbook, which only its owner can read."""
    uvloop.run(_write(institution, school, file, week))


@verbs.command("all")
def write_all(institution: InstitutionCode, directory: Path, week: Day = None) -> None:
    """Write every School's weekly report into a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    uvloop.run(_write_all(institution, directory, week))


@verbs.command("in")
def read_in(
    institution: InstitutionCode,
    school: School,
    file: Path,
    by: Annotated[str, typer.Option("--by", help="The number of the member of staff whose word it is.")],
    *,
    dry_run: Annotated[bool, typer.Option(help="Say what would happen, and store nothing.")] = False,
) -> None:
    """Read a School's workbook back, and say of each row what became of it."""
    uvloop.run(_read(institution, school, file.read_bytes(), by, dry_run=dry_run))


def _stamp(settings: Settings) -> Stamp:
    key = signing_key(settings.signing_key, settings.former_signing_keys)
    if key is None:
        raise BadRequest("set ATTUNE_SIGNING_KEY, the same as the service's: workbooks are stamped with it")
    return Stamp(key.secret_for(STAMPING))


async def _monday(runtime: JobRuntime, code: str, week: Day) -> date:
    if week is not None:
        if week.date() != monday_of(week.date()):
            raise BadRequest(f"the week must be a Monday, such as {monday_of(week.date())}")
        return week.date()
    async with runtime.context(code) as context:
        return monday_of(context.today)


async def _write(code: str, school: str, file: Path, week: Day) -> None:
    settings = Settings()
    stamp = _stamp(settings)
    async with job_runtime(settings) as runtime:
        monday = await _monday(runtime, code, week)
        _put(file, await write_school(partial(runtime.context, code), school, monday, stamp))


async def _write_all(code: str, directory: Path, week: Day) -> None:
    settings = Settings()
    stamp = _stamp(settings)
    async with job_runtime(settings) as runtime:
        monday = await _monday(runtime, code, week)
        done = 0
        async for school, workbook in write_schools(partial(runtime.context, code), monday, stamp):
            _put(directory / f"{_plain(school)}-{monday}.xlsx", workbook)
            done += 1
            runtime.on_progress("workbooks written", done)


async def _read(code: str, school: str, body: bytes, by: str, *, dry_run: bool) -> None:
    settings = Settings()
    stamp = _stamp(settings)
    async with job_runtime(settings) as runtime:
        done = await read_school(partial(runtime.context, code), school, body, stamp, by, dry_run=dry_run)
    table = Table("row", "outcome", "why")
    for each in done.rows:
        if each.outcome in {RowOutcome.CONFLICT, RowOutcome.REJECTED}:
            changed = each.changed
            why = "; ".join(each.why) if changed is None else f"changed by {changed.by}, {changed.at}"
            table.add_row(str(each.row), each.outcome, why)
    if table.row_count:
        console.print(table)
    for outcome, count in counts(done.rows).items():
        console.print(f"{count:,} {outcome}", highlight=False)


def _put(file: Path, workbook: bytes) -> None:
    """It holds people's data: the file is for its owner alone."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(workbook)


def _plain(code: str) -> str:
    """A code as a file's name."""
    return "".join(each if each.isalnum() or each in "-_" else "_" for each in code)
