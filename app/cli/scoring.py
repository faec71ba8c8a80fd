"""Verbs around scores: compute what is pending, try other coefficients, take a source's days back."""

import json
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from pydantic import ValidationError
from rich.table import Table

from app.actions.activity.completeness import owing_sources, storable_until
from app.actions.engagement.try_scoring_model import Trial, try_scoring_model
from app.cli.common import Day, InstitutionCode, console, job_runtime
from app.errors import BadRequest, Fault, InvalidInput
from app.ids import StudentId
from app.jobs.score_institution import score_institution
from app.jobs.withdraw_source import withdraw_source
from app.schemas.engagement.scoring_trials import ScoringTrialIn, trial_request
from app.scoring.completeness import NEVER
from app.wire.histogram_svg import histogram_svg


def add_to(cli: typer.Typer) -> None:
    cli.command()(score)
    cli.command("what-if")(what_if)
    cli.command()(withdraw)


def score(institution: InstitutionCode, through: Day = None) -> None:
    """Compute and store every engagement score that is pending, up to yesterday or a given day."""
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
            stored, owing = await storable_until(context, last), await owing_sources(context, last)
    if owing:
        reached = "No score is stored" if stored == NEVER else f"Scores are stored up to {stored}"
        console.print(f"{reached}: {', '.join(owing)} did not complete the days after it.", highlight=False)
    for student_id, reason in unscored.items():
        console.print(f"student {student_id}: {reason}", highlight=False)
    if unscored:
        console.print(f"{len(unscored):,} students could not be scored; everybody else was.", style="red")
        raise typer.Exit(1)


def what_if(
    institution: InstitutionCode,
    coefficients: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="JSON: by college code, then source. Absent: those in force."
        ),
    ] = None,
    threshold: Annotated[list[float] | None, typer.Option(help="May be given more than once.")] = None,
    day: Day = None,
    plot: Annotated[Path | None, typer.Option(help="Where to write the picture, as SVG.")] = None,
) -> None:
    """Try other coefficients or thresholds on a day's scores; nothing is stored."""
    trial = uvloop.run(_what_if(institution, _asked_for(coefficients, threshold or []), day))
    bars = [(each.above, each.before, each.after) for each in trial.bars]
    table = Table("score from", "before", "after", title=f"{trial.day}: about {trial.people:,} students")
    for above, before, after in bars:
        if before or after:
            table.add_row(f"{above:g}", f"{before:,}", f"{after:,}")
    console.print(table)
    for at, row in enumerate(trial.moves):
        moves = ", ".join(f"{count:,} to band {other}" for other, count in enumerate(row) if count)
        console.print(f"band {at}: {moves or 'nobody'}", highlight=False)
    if plot is not None:
        plot.write_text(histogram_svg(f"Engagement scores of {trial.day}, before and after", bars), "utf-8")


def _asked_for(coefficients: Path | None, thresholds: list[float]) -> ScoringTrialIn:
    try:
        chosen = json.loads(coefficients.read_text("utf-8")) if coefficients else None
        return ScoringTrialIn(coefficients=chosen, thresholds=sorted(thresholds))
    except ValidationError as problem:
        faults = [Fault("/".join(map(str, ("", *each["loc"]))), each["msg"]) for each in problem.errors()]
        raise InvalidInput("the coefficients or thresholds break a rule", faults=faults) from None
    except ValueError as problem:
        raise BadRequest(f"{coefficients}: {problem}") from None


async def _what_if(code: str, asked_for: ScoringTrialIn, day: datetime | None) -> Trial:
    async with job_runtime() as runtime, runtime.context(code) as context:
        chosen = day.date() if day else context.today - timedelta(days=1)
        return await try_scoring_model(context, trial_request(asked_for, chosen))


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
