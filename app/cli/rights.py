"""Verbs around what students ask of their data."""

from functools import partial

import typer
import uvloop

from app.cli.common import InstitutionCode, console, job_runtime
from app.jobs.assemble_copies import assemble_copies

verbs = typer.Typer(no_args_is_help=True)


@verbs.callback()
def requests() -> None:
    """Do what students ask of their data."""


@verbs.command()
def assemble(institution: InstitutionCode) -> None:
    """Make the copies of their data that students wait for. The service does it as often as it scores."""
    uvloop.run(_assemble(institution))


async def _assemble(code: str) -> None:
    async with job_runtime() as runtime:
        made = await assemble_copies(partial(runtime.context, code))
    console.print(f"{made:,} copies made.", highlight=False)
