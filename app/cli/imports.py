"""Verbs that import data from files."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.table import Column, Table

from app.cli.common import InstitutionCode, Rejects, console, job_runtime, rejects_file
from app.db.identity import as_operator
from app.jobs.found_institution import found_institution
from app.jobs.import_file import KINDS, Kind, import_file
from app.jobs.import_oulad import OuladReport, import_oulad
from app.jobs.import_roster import import_roster
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
    for noun, change in done.changes.items():
        console.print(
            f"{noun}: {change.inserted:,} new, {change.updated:,} changed, {change.unchanged:,} as before",
            highlight=False,
        )
    for each in done.erased:
        console.print(f"{each.pointer}: {each.detail}", highlight=False)
    if done.ends_kept:
        console.print(
            f"{done.ends_kept:,} tutorships stay ended, or end earlier than in the roster: an administrator"
            " ended them",
            highlight=False,
        )


def _add_import(name: str, kind: Kind) -> None:
    @verbs.command(name, help=kind.help)
    def import_one(
        file: Path,
        institution: InstitutionCode,
        rejects: Rejects = Path(f"{name}-rejects.csv"),
        dry_run: Annotated[bool, typer.Option(help="Say what would happen, and store nothing.")] = False,  # noqa: FBT002 (typer's)
    ) -> None:
        uvloop.run(_import_file(kind, file, institution, rejects, dry_run=dry_run))


for _name, _kind in KINDS.items():
    _add_import(_name, _kind)


async def _import_file(kind: Kind, file: Path, code: str, rejects: Path, *, dry_run: bool) -> None:
    async with job_runtime() as runtime:
        with rejects_file(rejects) as write:
            outcomes = await import_file(
                kind, file, partial(runtime.context, code), write, runtime.on_progress, dry_run=dry_run
            )
    for outcome, count in sorted(outcomes.items()):
        console.print(f"{count:,} {outcome}", highlight=False)
