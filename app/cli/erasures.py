"""Verbs around erasures: the ledger outside of the database, and what a restored backup brought back."""

from pathlib import Path
from typing import Annotated

import typer
import uvloop

from app.cli.common import InstitutionCode, console, job_runtime
from app.jobs import reapply_erasures as job


def add_to(cli: typer.Typer) -> None:
    cli.command("export-erasures")(export_erasures)
    cli.command("reapply-erasures")(reapply_erasures)


def export_erasures(file: Path, institution: InstitutionCode) -> None:
    """Write the ledger of erasures, signed, to be kept outside of the database. It names nobody."""
    file.write_text(uvloop.run(_export(institution)), "utf-8")
    console.print(f"{file} written.", highlight=False)


async def _export(code: str) -> str:
    async with job_runtime() as runtime, runtime.context(code) as context:
        return await job.export_ledger(context)


def reapply_erasures(
    institution: InstitutionCode,
    file: Annotated[Path | None, typer.Argument(help="A ledger that was exported.")] = None,
) -> None:
    """Erase again whom a restored backup has brought back. Run it before the service is started on one."""
    exported = None if file is None else file.read_text("utf-8")
    uvloop.run(_reapply(institution, exported))


async def _reapply(code: str, exported: str | None) -> None:
    async with job_runtime() as runtime, runtime.context(code) as context:
        done = await job.reapply(context, exported)
    console.print(f"{done:,} erased again.", highlight=False)
