"""Verbs that make an institution: a real one, or a synthetic one."""

from datetime import date, timedelta
from typing import Annotated

import typer
import uvloop

from app.auth.demo_issuer import ISSUER
from app.cli.common import Day, InstitutionCode, job_runtime
from app.clock import system_clock
from app.db.identity import as_operator
from app.devtools.load_demo import synthesise
from app.store import institutions


def add_to(cli: typer.Typer) -> None:
    for verb in (found, synth):
        cli.command()(verb)


def found(
    code: Annotated[str, typer.Argument(help="A short code, such as UOX.")],
    name: Annotated[str, typer.Argument(help="The institution's name.")],
    profile: Annotated[str, typer.Option(help="One of the profiles, such as exeter.")],
) -> None:
    """Create an institution, or change its name or profile."""
    uvloop.run(_found(code, name, profile))


async def _found(code: str, name: str, profile: str) -> None:
    async with job_runtime() as runtime, as_operator(runtime.database) as transaction:
        await institutions.record(transaction, runtime.profiles.named(profile), code=code, name=name)


def synth(
    institution: InstitutionCode = "SYNTH",
    students: Annotated[int, typer.Option(min=1, max=100_000)] = 300,
    days: Annotated[int, typer.Option(min=1, max=3_660)] = 120,
    seed: int = 7,
    until: Day = None,
) -> None:
    """Generate a synthetic university, clearly labelled, with every source, tutors and a history."""
    uvloop.run(_synth(institution, students, days, seed, until.date() if until else None))


async def _synth(code: str, students: int, days: int, seed: int, until: date | None) -> None:
    async with job_runtime() as runtime:
        last = until or runtime.profiles.named("exeter").day(system_clock()) - timedelta(days=1)
        await synthesise(runtime, code, ISSUER, seed=seed, students=students, days=days, until=last)
