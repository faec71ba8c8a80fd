"""Verbs around signals: judge everybody's days, and try the rule of falls on students who do not exist."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from app.cli.common import Day, InstitutionCode, console, job_runtime
from app.cli.signals_page import with_table
from app.jobs.judge_signals import judge_institution
from app.settings import PROJECT
from app.signals import simulation
from app.signals.calibrated import STANDARD


def add_to(cli: typer.Typer) -> None:
    cli.command()(signals)
    cli.command()(simulate_signals)


def signals(institution: InstitutionCode, through: Day = None) -> None:
    """Judge every student's days by the profile's rules, up to yesterday or a given day."""
    uvloop.run(_signals(institution, through))


async def _signals(code: str, through: Day) -> None:
    async with job_runtime() as runtime:
        async with runtime.context(code) as context:
            last = through.date() if through else context.today - timedelta(days=1)
        async for done in judge_institution(partial(runtime.context, code), last):
            runtime.on_progress("students judged", done.students)
            runtime.on_progress("signals raised", done.raised)


def simulate_signals(
    page: Annotated[Path, typer.Argument(help="The page that holds the table.")] = (
        PROJECT / "docs" / "signals.md"
    ),
    *,
    students: Annotated[int, typer.Option(help="Simulated students.")] = simulation.STUDENTS,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Print cut-offs made anew instead; some minutes.")
    ] = False,
) -> None:
    """How often the rule of falls is wrong, and what it finds: written into a page. It takes some minutes."""
    if calibrate:
        for weeks, cutoffs in simulation.calibrate(STANDARD, students).items():
            console.print(f"{weeks}: {(*cutoffs.once_in.values(), cutoffs.twice_running)},", highlight=False)
        return
    page.write_text(with_table(page.read_text("utf-8"), STANDARD, students), "utf-8")
