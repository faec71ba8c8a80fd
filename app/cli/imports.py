"""Verbs that import data from files."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.table import Column, Table

from app.actions.context import Context
from app.cli.common import InstitutionCode, Rejects, console, job_runtime, rejects_file, report_file
from app.db.bulk import Changes
from app.db.identity import as_operator
from app.errors import InvalidInput
from app.jobs.found_institution import found_institution
from app.jobs.import_file import KINDS, Kind, import_file
from app.jobs.import_oneroster import import_oneroster
from app.jobs.import_oulad import OuladReport, import_oulad
from app.jobs.import_package import PackageImport, dry, finding_of, read_package
from app.jobs.import_roster import import_roster
from app.jobs.import_statistics import import_statistics
from app.jobs.import_udd import import_udd
from app.jobs.run_imports import run_imports
from app.schemas.exchange.import_items import READERS
from app.wire.csv_roster import read_roster

verbs = typer.Typer(no_args_is_help=True, help="Import data from files.")
OULAD_FULL = "Real, anonymised activity: Open University Learning Analytics Dataset (CC BY 4.0)."


@verbs.command("oulad")
def import_oulad_files(
    directory: Path,
    institution: InstitutionCode = "OULAD-FULL",
    rejects: Rejects = Path("oulad-rejects.csv"),
) -> None:
    """Import the Open University's dataset (OULAD) from its own CSV files."""
    uvloop.run(_import_oulad(directory, institution, rejects))


async def _import_oulad(directory: Path, code: str, rejects: Path) -> None:
    async with job_runtime() as runtime:
        async with as_operator(runtime.database) as transaction:
            await found_institution(
                transaction,
                runtime.profiles.named("open_university"),
                runtime.clock,
                code=code,
                name="Open University (OULAD)",
                provenance=OULAD_FULL,
            )
        with rejects_file(rejects) as write:
            report = await import_oulad(directory, partial(runtime.context, code), write, runtime.on_progress)
    _print_report(report, rejects)


def _print_report(report: OuladReport, rejects: Path) -> None:
    table = Table(
        Column("file", no_wrap=True, min_width=30),
        "lines",
        "accepted",
        "rejected",
        "new",
        "changed",
        "as before",
    )
    for file in report.files:
        figures = (
            file.accepted + file.rejected, file.accepted, file.rejected,
            file.stored.inserted, file.stored.updated, file.stored.unchanged,
        )  # fmt: skip
        table.add_row(file.name, *(f"{figure:,}" for figure in figures))
    console.print(table)
    for file in report.files:
        for note in file.notes:
            console.print(f"{file.name}: {note}", highlight=False)
    for (name, reason), count in sorted(report.reasons.items()):
        console.print(f"{name}: {count:,} rejected: {reason}", highlight=False)
    console.print(f"{report.clicks:,} clicks in all. Rejected lines: {rejects}", highlight=False)


@verbs.command("roster")
def import_roster_files(directory: Path, institution: InstitutionCode) -> None:
    """Import a roster from a directory of CSV files: students.csv, registrations.csv, tutorships.csv …"""
    uvloop.run(_import_roster(directory, institution))


async def _import_roster(directory: Path, code: str) -> None:
    roster = read_roster(directory)
    async with job_runtime() as runtime, runtime.context(code) as context:
        done = await import_roster(context, roster)
    for each in done.erased:
        console.print(f"{each.pointer}: {each.detail}", highlight=False)
    _print_changes(done.changes, done.ends_kept)


def _print_changes(changes: Mapping[str, Changes], ends_kept: int) -> None:
    for noun, change in changes.items():
        console.print(
            f"{noun}: {change.inserted:,} new, {change.updated:,} changed, {change.unchanged:,} as before",
            highlight=False,
        )
    if ends_kept:
        console.print(
            f"{ends_kept:,} tutorships stay ended, or end earlier than in the roster: an administrator"
            " ended them",
            highlight=False,
        )


LevelOfAll = Annotated[
    str | None,
    typer.Option("--level", help="The level of students whose role in the package does not say any."),
]
DryRun = Annotated[bool, typer.Option(help="Say what would happen, and store nothing.")]


@verbs.command("oneroster")
def import_oneroster_package(
    file: Path,
    institution: InstitutionCode,
    level: LevelOfAll = None,
    report: Annotated[Path, typer.Option(help="Where the report by row is written.")] = Path(
        "oneroster-report.csv"
    ),
    dry_run: DryRun = False,  # noqa: FBT002 (typer's)
) -> None:
    """Import a OneRoster 1.2.1 CSV package (a ZIP): all of it or nothing."""
    uvloop.run(
        _import_package(partial(import_oneroster, level=level), file, institution, report, dry_run=dry_run)
    )


@verbs.command("udd")
def import_udd_files(
    source: Path,
    institution: InstitutionCode,
    report: Annotated[Path, typer.Option(help="Where the report by row is written.")] = Path(
        "udd-report.csv"
    ),
    dry_run: DryRun = False,  # noqa: FBT002 (typer's)
) -> None:
    """Import UDD 1.6 tab-separated files (a directory or a ZIP): the roster all of it or nothing."""
    uvloop.run(_import_package(import_udd, source, institution, report, dry_run=dry_run))


async def _import_package(
    take: Callable[[Context, Mapping[str, bytes]], Awaitable[PackageImport]],
    path: Path,
    code: str,
    report: Path,
    *,
    dry_run: bool,
) -> None:
    """Each row of the report: file, row, column, what became of it, and why; never what stands there."""
    with report_file(report) as write:
        try:
            files = read_package(path)
            async with job_runtime() as runtime, runtime.context(code) as context:
                done = await dry(context, partial(take, context, files), dry_run=dry_run)
        except InvalidInput as problem:
            for each in problem.faults:
                write(finding_of(each))
            raise
        for finding in done.findings:
            write(finding)
    _print_changes(done.changes, done.ends_kept)
    if dry_run:
        console.print("A dry run: nothing was stored.")
    console.print(f"{len(done.findings):,} rows, columns and files were left out: {report}", highlight=False)


@verbs.command("statistics")
def import_statistics_file(
    file: Path, institution: InstitutionCode, rejects: Rejects = Path("statistics-rejects.csv")
) -> None:
    """Import what is kept of students for statistics alone, from a CSV file: all of it or nothing."""
    uvloop.run(_import_statistics(file, institution, rejects))


async def _import_statistics(file: Path, code: str, rejects: Path) -> None:
    async with job_runtime() as runtime:
        with rejects_file(rejects) as write:
            done = await import_statistics(file, partial(runtime.context, code), write)
    console.print(f"{done.stored:,} stored, {done.unknown:,} of unknown students", highlight=False)


def _add_import(name: str, kind: Kind) -> None:
    @verbs.command(name, help=kind.help)
    def import_one(
        file: Path,
        institution: InstitutionCode,
        rejects: Rejects = Path(f"{name}-rejects.csv"),
        dry_run: DryRun = False,  # noqa: FBT002 (typer's)
    ) -> None:
        uvloop.run(_import_file(kind, file, institution, rejects, dry_run=dry_run))


for _name, _kind in KINDS.items():
    _add_import(_name, _kind)


def add_to(cli: typer.Typer) -> None:
    cli.command("run-imports")(run)


def run(institution: InstitutionCode) -> None:
    """Work on files that systems sent to the service. Run it every minute or so, unless the service does."""
    uvloop.run(_run(institution))


async def _run(code: str) -> None:
    async with job_runtime() as runtime:
        done = await run_imports(partial(runtime.context, code), READERS)
    console.print(f"{done:,} files worked on", highlight=False)


async def _import_file(kind: Kind, file: Path, code: str, rejects: Path, *, dry_run: bool) -> None:
    async with job_runtime() as runtime:
        with rejects_file(rejects) as write:
            outcomes = await import_file(
                kind, file, partial(runtime.context, code), write, runtime.on_progress, dry_run=dry_run
            )
    for outcome, count in sorted(outcomes.items()):
        console.print(f"{count:,} {outcome}", highlight=False)
