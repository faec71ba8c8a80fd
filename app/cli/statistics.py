"""Verbs around statistics: publish an academic year's figures."""

from typing import Annotated

import typer
import uvloop

from app.cli.common import InstitutionCode, console, job_runtime
from app.jobs.import_statistics import publish_statistics
from app.schemas.base import END_YEAR, FIRST_YEAR


def add_to(cli: typer.Typer) -> None:
    cli.command("publish-statistics")(publish)


def publish(
    institution: InstitutionCode,
    academic_year: Annotated[int, typer.Option(min=FIRST_YEAR, max=END_YEAR - 1)],
) -> None:
    """Make an academic year's statistics of everybody registered today. Once: they cannot be made again."""
    uvloop.run(_publish(institution, academic_year))


async def _publish(code: str, academic_year: int) -> None:
    async with job_runtime() as runtime, runtime.context(code) as context:
        await publish_statistics(context, academic_year)
    console.print(f"statistics of {academic_year} are published", highlight=False)
