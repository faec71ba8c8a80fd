"""Verbs around retention: what is due, and doing it."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from app.actions.governance.public_record import public_institution
from app.actions.governance.retention import Figures, goes_next, keeps_until
from app.auth.signing import signing_key
from app.cli.common import Day, InstitutionCode, console, job_runtime
from app.errors import BadRequest
from app.jobs import retain
from app.profiles.model import Profile
from app.schemas.governance.dpia_page import dpia_page
from app.settings import Settings


def add_to(cli: typer.Typer) -> None:
    cli.command()(dpia)


verbs = typer.Typer(no_args_is_help=True, help="Delete what has been kept for as long as the rules say.")


@verbs.command()
def preview(institution: InstitutionCode, day: Day = None) -> None:
    """Say what is due today, or on a day, by kind of data, and what goes next; nothing is deleted."""
    uvloop.run(_preview(institution, day.date() if day else None))


async def _preview(code: str, day: date | None) -> None:
    async with job_runtime() as runtime:
        profile, figures = await retain.preview(partial(runtime.context, code), day)
    _print(profile, figures, "due")


@verbs.command()
def run(institution: InstitutionCode) -> None:
    """Delete what is due today, and leave signed counts. Readers do not wait. Run it as often as you like."""
    uvloop.run(_run(institution))


async def _run(code: str) -> None:
    settings = Settings()
    key = signing_key(settings.signing_key, settings.former_signing_keys)
    if key is None:
        raise BadRequest("set ATTUNE_SIGNING_KEY: the counts of what was deleted are signed by it")
    async with job_runtime(settings) as runtime:

        def told(figures: Figures) -> None:
            runtime.on_progress("rows", sum(each.rows for each in figures.values()))

        figures = await retain.run(partial(runtime.context, code), key, told)
        async with runtime.context(code) as context:
            profile = context.profile
    _print(profile, figures, "deleted")


def _print(profile: Profile, figures: Figures, done: str) -> None:
    """`done`: what the rows are."""
    for category, found in figures.items():
        rule = profile.retention[category].rule
        oldest = f", the oldest of {found.oldest}" if found.oldest else ""
        more = goes_next(profile, category, found.next)
        console.print(
            f"{category}: {found.rows:,} {'row' if found.rows == 1 else 'rows'} {done}{oldest};"
            f" {rule.action}, {keeps_until(rule)};"
            f" {f'more on {more}' if more else 'nothing else waits'}",
            highlight=False,
            soft_wrap=True,
        )


def dpia(
    institution: Annotated[str, typer.Argument(help="The institution's code.")],
    page: Annotated[Path, typer.Argument(help="Where the page is written.")] = Path("dpia.html"),
) -> None:
    """Write the outline of a data protection impact assessment, filled from how the service is set up."""
    page.write_text(uvloop.run(_dpia(institution)), "utf-8")


async def _dpia(code: str) -> str:
    async with job_runtime() as runtime, runtime.context(code) as context:
        return dpia_page(await public_institution(context.transaction, runtime.profiles, code, runtime.clock))
