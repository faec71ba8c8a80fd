"""Verbs that make an institution: a real one, or a synthetic one."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from app.actions.governance.source_proposals import record_earlier_approvals
from app.auth.demo_issuer import ISSUER
from app.cli.common import Day, InstitutionCode, console, job_runtime
from app.clock import system_clock
from app.db.identity import as_operator
from app.devtools.load_demo import synthesise
from app.devtools.synthetic.university import University
from app.jobs.found_institution import found_institution


def add_to(cli: typer.Typer) -> None:
    for verb in (found, approve_sources, synth):
        cli.command()(verb)


def found(
    code: Annotated[str, typer.Argument(help="A short code, such as UOX.")],
    name: Annotated[str, typer.Argument(help="The institution's name.")],
    profile: Annotated[str, typer.Option(help="One of the profiles, such as exeter.")],
) -> None:
    """Create an institution, or change its name or profile; on record."""
    uvloop.run(_found(code, name, profile))


async def _found(code: str, name: str, profile: str) -> None:
    async with job_runtime() as runtime:
        known = runtime.profiles.named(profile)
        async with as_operator(runtime.database) as transaction:
            await found_institution(transaction, known, runtime.clock, code=code, name=name)


def approve_sources(
    institution: InstitutionCode,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of the approval.")],
    minutes: Annotated[str, typer.Option(help="Where it is on record, such as: board minutes of May 2022.")],
) -> None:
    """Put on record that the profile's own sources were approved before the service was there."""
    recorded = uvloop.run(_approve_sources(institution, on.date(), minutes))
    console.print(f"recorded: {', '.join(recorded) or 'none, each has a proposal already'}", highlight=False)


async def _approve_sources(code: str, on: date, minutes: str) -> list[str]:
    async with job_runtime() as runtime, runtime.context(code) as context:
        return await record_earlier_approvals(context, on, minutes)


def synth(
    institution: InstitutionCode = "SYNTH",
    profile: Annotated[str, typer.Option(help="One of the profiles, such as nottingham.")] = "exeter",
    students: Annotated[int, typer.Option(min=1, max=100_000)] = 300,
    days: Annotated[int, typer.Option(min=1, max=3_660)] = 120,
    seed: int = 7,
    until: Day = None,
    planted: Annotated[
        Path | None, typer.Option(help="Where to write whose activity changes, how, and from which week on.")
    ] = None,
) -> None:
    """Generate a synthetic university, clearly labelled: every source, staff in every role, and a history."""
    university = uvloop.run(
        _synth(institution, profile, students, days, seed, until.date() if until else None)
    )
    if planted is not None:
        rows = [("student", "kind", "week"), *university.planted()]
        planted.write_text("".join(f"{','.join(map(str, row))}\n" for row in rows), "utf-8")


async def _synth(
    code: str, profile_name: str, students: int, days: int, seed: int, until: date | None
) -> University:
    async with job_runtime() as runtime:
        profile = runtime.profiles.named(profile_name)
        last = until or profile.day(system_clock()) - timedelta(days=1)
        return await synthesise(
            runtime, code, ISSUER, profile, seed=seed, students=students, days=days, until=last
        )
