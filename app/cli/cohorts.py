"""Verbs around saved cohorts: record who joined and left."""

from functools import partial

import typer
import uvloop

from app.cli.common import InstitutionCode, job_runtime
from app.jobs.evaluate_cohorts import evaluate_cohorts


def add_to(cli: typer.Typer) -> None:
    cli.command()(cohorts)


def cohorts(institution: InstitutionCode) -> None:
    """Record who joined and left each saved cohort since the last run, as its owner sees students today."""
    uvloop.run(_cohorts(institution))


async def _cohorts(code: str) -> None:
    joined = left = 0
    async with job_runtime() as runtime:
        async for changed in evaluate_cohorts(partial(runtime.context, code)):
            joined, left = joined + changed.joined, left + changed.left
            runtime.on_progress("students joined", joined)
            runtime.on_progress("students left", left)
