"""Verbs around scores: compute what is pending, take a source's days back."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated

import typer
import uvloop

from app.actions.activity.completeness import owing_sources, storable_until
from app.cli.common import Day, InstitutionCode, console, job_runtime
from app.ids import StudentId
from app.jobs.drop_left_drafts import drop_left_drafts
from app.jobs.score_institution import score_institution
from app.jobs.withdraw_source import withdraw_source
from app.scoring.completeness import NEVER


def add_to(cli: typer.Typer) -> None:
    cli.command()(score)
    cli.command()(withdraw)


def score(institution: InstitutionCode, through: Day = None) -> None:
    """Compute and store every score that is pending, up to yesterday or a given day.

    Drafts of notes whose authors have left their students go with it, after the days that the profile says.
    """
    uvloop.run(_score(institution, through.date() if through else None))


async def _score(code: str, through: date | None) -> None:
    unscored: dict[StudentId, str] = {}
    async with job_runtime() as runtime:
        async with runtime.context(code) as context:
            last = through or context.today - timedelta(days=1)
        async for progress in score_institution(partial(runtime.context, code), last):
            runtime.on_progress("students", progress.students)
            runtime.on_progress("months of scores stored", progress.months)
            unscored |= {problem.student_id: problem.reason for problem in progress.problems}
        async with runtime.context(code) as context:
            await drop_left_drafts(context)
            stored, owing = await storable_until(context, last), await owing_sources(context, last)
    if owing:
        reached = "No score is stored" if stored == NEVER else f"Scores are stored up to {stored}"
        console.print(f"{reached}: {', '.join(owing)} did not complete the days after it.", highlight=False)
    for student_id, reason in unscored.items():
        console.print(f"student {student_id}: {reason}", highlight=False)
    if unscored:
        console.print(f"{len(unscored):,} students could not be scored; everybody else was.", style="red")
        raise typer.Exit(1)


def withdraw(
    source: Annotated[str, typer.Argument(help="A source of the institution, such as vle.")],
    institution: InstitutionCode,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"])],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"])],
) -> None:
    """Remove a source's events of some days. Then run `attune import replay` and `attune score`."""
    uvloop.run(_withdraw(institution, source, first.date(), last.date()))


async def _withdraw(code: str, source: str, first: date, last: date) -> None:
    async with job_runtime() as runtime:
        async for removed in withdraw_source(partial(runtime.context, code), source, first, last):
            runtime.on_progress(f"{source} events taken back", removed)
