"""The command line: thin verbs over actions."""

import csv
import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from pydantic import SecretStr, ValidationError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from app import logs

from app.http import server as serving
from app.devtools.demo_greeting import guide_demo
from app.jobs.import_file import KINDS, Kind, import_file
from app.jobs.import_oulad import OuladReport, import_oulad
from app.jobs.import_roster import import_roster
from app.devtools.load_demo import load_demo, synthesise
from app.devtools.open_database import open_database
from app.actions.profile_registry import ProfileShelf
from app.jobs.score_students import score_institution
from app.actions.engagement.try_scoring_model import Trial, try_scoring_model
from app.jobs.withdraw_source import withdraw_source
from app.jobs.runtime import Workshop
from app.auth.demo_issuer import ISSUER, DemoIssuer
from app.auth.principal import Role
from app.clock import system_clock
from app.devtools.postgres import ClusterError
from app.cli.configuration_page import as_markdown
from app.errors import BadRequest, Fault, InvalidInput, Refusal
from app.ids import StudentId
from app.main import create_app
from app.schemas.engagement.scoring_trials import ScoringTrialIn, wish
from app.settings import PROJECT, ServiceSettings, Settings, faults
from app.store import institutions
from app.db import roles
from app.db.asking import as_operator
from app.store.distribute import distribute
from app.db.migrate import as_sql, migrate
from app.db.roles import Urls
from app.db.session import create_engine
from app.wire.csv_roster import read_roster
from app.wire.csv_rows import Reject
from app.wire.histogram_svg import histogram_svg

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Attune: student engagement, honestly.")
imports = typer.Typer(no_args_is_help=True, help="Take in what other systems know.")
database = typer.Typer(no_args_is_help=True, help="Look after the database.")
cli.add_typer(imports, name="import")
cli.add_typer(database, name="db")

OULAD_FULL = "Real, anonymised activity: Open University Learning Analytics Dataset (CC BY 4.0)."

console = Console(stderr=True)
_log = logging.getLogger("attune")
Institution = Annotated[str, typer.Option("--institution", help="The institution's code.")]
Rejects = Annotated[Path, typer.Option("--rejects", help="Where lines left out are written, with reasons.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def main() -> None:
    """Run a verb; a refusal is a message and a status, not a traceback."""
    logs.set_up("warning")
    try:
        cli()
    except Refusal as refusal:
        console.print(f"{refusal.title}: {refusal.detail}", style="red", markup=False, highlight=False)
        for fault in refusal.faults:
            console.print(f"  {fault.pointer}: {fault.detail}", markup=False, highlight=False)
        raise SystemExit(1) from None
    except ClusterError as problem:
        console.print(str(problem), style="red", markup=False, highlight=False)
        raise SystemExit(1) from None
    except ValidationError as problem:
        for line in faults(problem):
            console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(2) from None
    except Exception:  # noqa: BLE001 (nothing may reach Python's own traceback)
        # Not the traceback as Python prints it: its messages carry what failed, which may be personal.
        _log.exception("failed; see `exceptions` for where")
        raise SystemExit(1) from None


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Shows how far a long step is, on a terminal or in a log."""
    columns = SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,}")
    with Progress(*columns, TimeElapsedColumn(), console=console) as bars:
        tasks = cache(lambda step: bars.add_task(step, total=None))
        yield lambda step, done: bars.update(tasks(step), completed=done)


def _database(settings: Settings) -> AbstractAsyncContextManager[Urls]:
    application, owner = settings.database_url, settings.owner_database_url
    return open_database(
        application.get_secret_value() if application else None,
        owner.get_secret_value() if owner else None,
        settings.home,
    )


@asynccontextmanager
async def _workshop(settings: Settings) -> AsyncIterator[Workshop]:
    """The database, the profiles and a display of progress: what every offline verb needs."""
    async with _database(settings) as urls:
        engine = create_engine(urls.application)
        try:
            with _progress() as on_progress:
                yield Workshop(
                    engine=engine,
                    profiles=ProfileShelf(settings.profiles_dir),
                    clock=system_clock,
                    on_progress=on_progress,
                )
        finally:
            await engine.dispose()


@cli.command()
def demo() -> None:
    """Everything at once: database, demonstration data, scores, the API and ready-made tokens."""
    settings = Settings()
    issuer = DemoIssuer(settings.home / "issuer")
    settings = settings.model_copy(update={"issuers": (issuer.settings(),)})
    settings.refuse_practice_in_public()
    serving.check_port(settings)
    uvloop.run(_demo(settings, issuer))


async def _demo(settings: Settings, issuer: DemoIssuer) -> None:
    console.print("Starting PostgreSQL and bringing it up to date …")
    try:
        async with _database(settings) as urls:
            settings = settings.model_copy(update={"database_url": SecretStr(urls.application)})
            async with _workshop(settings) as workshop:
                await load_demo(workshop, PROJECT / "data" / "oulad-aaa-2013j", ISSUER)
                base = f"http://{settings.host}:{settings.port}"
                printed = await guide_demo(workshop, issuer, settings.home, base)
            app = create_app(settings)
            await serving.serve(settings, app, partial(console.print, printed, soft_wrap=True, markup=False))
    finally:
        console.print("Stopped, the database too.")


@cli.command()
def serve() -> None:
    """Serve the API on the database of ATTUNE_DATABASE_URL, for the issuers of ATTUNE_ISSUERS."""
    settings = ServiceSettings()
    logs.set_up(settings.log_level)
    serving.check_port(settings)
    app = create_app(settings)
    with suppress(KeyboardInterrupt):  # told to stop, it has
        uvloop.run(serving.serve(settings, app, on_stop=app.state.stopping.set))


@cli.command()
def score(institution: Institution, through: Day = None) -> None:
    """Compute and store every engagement score that is due, up to yesterday or a given day."""
    uvloop.run(_score(institution, through.date() if through else None))


async def _score(code: str, through: date | None) -> None:
    unscored: dict[StudentId, str] = {}
    async with _workshop(Settings()) as workshop:
        async with workshop.here(code) as here:
            last = through or here.today - timedelta(days=1)
        async for progress in score_institution(partial(workshop.here, code), last):
            workshop.on_progress("students", progress.students)
            workshop.on_progress("months of scores stored", progress.months)
            unscored |= {problem.student_id: problem.reason for problem in progress.problems}
    for student_id, reason in unscored.items():
        console.print(f"student {student_id}: {reason}", highlight=False)
    if unscored:
        console.print(f"{len(unscored):,} students could not be scored; everybody else was.", style="red")
        raise typer.Exit(1)


@cli.command("what-if")
def what_if(
    institution: Institution,
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
    try:
        chosen = json.loads(coefficients.read_text("utf-8")) if coefficients else None
        tried = ScoringTrialIn(coefficients=chosen, thresholds=sorted(threshold or []))
    except ValidationError as problem:
        faults = [Fault("/".join(map(str, ("", *each["loc"]))), each["msg"]) for each in problem.errors()]
        raise InvalidInput("what is to be tried breaks a rule", faults=faults) from None
    except ValueError as problem:
        raise BadRequest(f"{coefficients}: {problem}") from None
    trial = uvloop.run(_what_if(institution, tried, day))
    bars = [(each.above, each.before, each.after) for each in trial.bars]
    table = Table("score from", "before", "after", title=f"{trial.day}: about {trial.people:,} students")
    for above, before, after in bars:
        if before or after:
            table.add_row(f"{above:g}", f"{before:,}", f"{after:,}")
    console.print(table)
    for at, row in enumerate(trial.moves):
        told = ", ".join(f"{count:,} to band {other}" for other, count in enumerate(row) if count)
        console.print(f"band {at}: {told or 'nobody'}", highlight=False)
    if plot is not None:
        plot.write_text(histogram_svg(f"Engagement scores of {trial.day}, before and after", bars), "utf-8")


async def _what_if(code: str, tried: ScoringTrialIn, day: datetime | None) -> Trial:
    async with _workshop(Settings()) as workshop, workshop.here(code) as here:
        chosen = day.date() if day else here.today - timedelta(days=1)
        return await try_scoring_model(here, wish(tried, chosen))


@cli.command()
def withdraw(
    source: Annotated[str, typer.Argument(help="A source of the institution, such as vle.")],
    institution: Institution,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"])],
    last: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"])],
) -> None:
    """Take back what a source told of some days; `attune import replay` and `attune score` follow."""
    uvloop.run(_withdraw(institution, source, first.date(), last.date()))


async def _withdraw(code: str, source: str, first: date, last: date) -> None:
    async with _workshop(Settings()) as workshop:
        async for removed in withdraw_source(partial(workshop.here, code), source, first, last):
            workshop.on_progress(f"{source} events taken back", removed)


@cli.command()
def synth(
    institution: Institution = "SYNTH",
    students: Annotated[int, typer.Option(min=1, max=100_000)] = 300,
    days: Annotated[int, typer.Option(min=1, max=3_660)] = 120,
    seed: int = 7,
    until: Day = None,
) -> None:
    """Generate a synthetic university, clearly labelled, with every source, tutors and a history."""
    uvloop.run(_synth(institution, students, days, seed, until.date() if until else None))


async def _synth(code: str, students: int, days: int, seed: int, until: date | None) -> None:
    async with _workshop(Settings()) as workshop:
        last = until or workshop.profiles.named("exeter").day(system_clock()) - timedelta(days=1)
        await synthesise(workshop, code, ISSUER, seed=seed, students=students, days=days, until=last)


@cli.command()
def token(
    login: Annotated[str, typer.Argument(help="A login of the demonstration, such as s00001.")],
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")],
) -> None:
    """Print an access token of the demonstration's own issuer."""
    issuer = DemoIssuer(Settings().home / "issuer")
    typer.echo(issuer.token(login, role, system_clock()))


@cli.command()
def openapi(path: Annotated[Path, typer.Argument()] = PROJECT / "openapi" / "openapi.json") -> None:
    """Write the API's contract."""
    contract = create_app(Settings()).openapi()
    path.write_text(json.dumps(contract, indent=1, ensure_ascii=False) + "\n", "utf-8")


@cli.command()
def configuration(path: Annotated[Path, typer.Argument()] = PROJECT / "docs" / "configuration.md") -> None:
    """Write the table of all settings."""
    path.write_text(as_markdown(), "utf-8")


@imports.command("oulad")
def import_oulad_files(
    directory: Path,
    institution: Institution = "OULAD-FULL",
    rejects: Rejects = Path("oulad-rejects.csv"),
) -> None:
    """The Open University's dataset (OULAD), from its own CSV files."""
    uvloop.run(_import_oulad(directory, institution, rejects))


async def _import_oulad(directory: Path, code: str, rejects: Path) -> None:
    async with _workshop(Settings()) as workshop:
        async with as_operator(workshop.engine) as session:
            await institutions.record(
                session,
                workshop.profiles.named("open_university"),
                code=code,
                name="Open University (OULAD)",
                provenance=OULAD_FULL,
            )
        with _rejects_file(rejects) as write:
            report = await import_oulad(directory, partial(workshop.here, code), write, workshop.on_progress)
    _print_report(report, rejects)


def _print_report(report: OuladReport, rejects: Path) -> None:
    table = Table(
        Column("file", no_wrap=True, min_width=30),
        "lines",
        "accepted",
        "rejected",
        "new",
        "changed",
        "as before",
    )
    for file in report.files:
        figures = (
            file.accepted + file.rejected, file.accepted, file.rejected,
            file.stored.inserted, file.stored.updated, file.stored.unchanged,
        )  # fmt: skip
        table.add_row(file.name, *(f"{figure:,}" for figure in figures))
    console.print(table)
    for file in report.files:
        for note in file.notes:
            console.print(f"{file.name}: {note}", highlight=False)
    for (name, reason), count in sorted(report.reasons.items()):
        console.print(f"{name}: {count:,} rejected: {reason}", highlight=False)
    console.print(f"{report.clicks:,} clicks in all. Rejected lines: {rejects}", highlight=False)


@imports.command("roster")
def import_roster_files(directory: Path, institution: Institution) -> None:
    """A roster from a directory of CSV files: students.csv, registrations.csv, tutorships.csv …"""
    uvloop.run(_import_roster(directory, institution))


async def _import_roster(directory: Path, code: str) -> None:
    roster = read_roster(directory)
    async with _workshop(Settings()) as workshop, workshop.here(code) as here:
        changes = await import_roster(here, roster)
    for noun, change in changes.items():
        console.print(
            f"{noun}: {change.inserted:,} new, {change.updated:,} changed, {change.unchanged:,} as before",
            highlight=False,
        )


def _add_import(name: str, kind: Kind) -> None:
    @imports.command(name, help=f"{name.capitalize()} from a CSV file; what is known stays as it is.")
    def import_one(
        file: Path, institution: Institution, rejects: Rejects = Path(f"{name}-rejects.csv")
    ) -> None:
        uvloop.run(_import_file(kind, file, institution, rejects))


for _name, _kind in KINDS.items():
    _add_import(_name, _kind)


async def _import_file(kind: Kind, file: Path, code: str, rejects: Path) -> None:
    async with _workshop(Settings()) as workshop:
        with _rejects_file(rejects) as write:
            fates = await import_file(kind, file, partial(workshop.here, code), write, workshop.on_progress)
    for fate, count in sorted(fates.items()):
        console.print(f"{count:,} {fate}", highlight=False)


@contextmanager
def _rejects_file(path: Path) -> Iterator[Callable[[Reject], None]]:
    """Rejected lines hold people's data: the file is for its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "line", "reason", "row"))
        yield lambda each: writer.writerow((each.file, each.line, each.reason, each.row))


@database.command("bootstrap")
def bootstrap_database(
    admin_url: Annotated[str, typer.Option(envvar="ATTUNE_ADMIN_DATABASE_URL")],
    owner_password: Annotated[
        str, typer.Option(envvar="ATTUNE_OWNER_PASSWORD", prompt=True, hide_input=True)
    ],
    app_password: Annotated[str, typer.Option(envvar="ATTUNE_APP_PASSWORD", prompt=True, hide_input=True)],
    name: str = "attune",
) -> None:
    """Make the two database roles and the database; once, as somebody who may."""
    uvloop.run(roles.bootstrap(admin_url, name, owner_password, app_password))


@database.command("migrate")
def migrate_database() -> None:
    """Bring the database of ATTUNE_OWNER_DATABASE_URL to this version's migrations."""
    uvloop.run(migrate(_owner_url()))


@database.command("sql")
def show_migrations(
    since: Annotated[str, typer.Argument(help="The migration that the database holds, such as 0005.")],
) -> None:
    """Print the migrations after one as SQL, to be reviewed; nothing is run."""
    typer.echo(as_sql(since))


@database.command("distribute")
def distribute_database() -> None:
    """Spread the database of ATTUNE_OWNER_DATABASE_URL over Citus's nodes; see docs/scaling.md first."""
    done = uvloop.run(distribute(_owner_url()))
    console.print("Spread by student:", ", ".join(done.distributed), highlight=False)
    console.print("Whole on every node:", ", ".join(done.reference), highlight=False)


def _owner_url() -> str:
    owner = Settings().owner_database_url
    if owner is None:
        raise BadRequest("set ATTUNE_OWNER_DATABASE_URL: the role that owns the tables changes them")
    return owner.get_secret_value()


@cli.command()
def found(
    code: Annotated[str, typer.Argument(help="A short code, such as UOX.")],
    name: Annotated[str, typer.Argument(help="The institution's name.")],
    profile: Annotated[str, typer.Option(help="One of the profiles, such as exeter.")],
) -> None:
    """Enter an institution, or change its name or profile."""
    uvloop.run(_found(code, name, profile))


async def _found(code: str, name: str, profile: str) -> None:
    async with _workshop(Settings()) as workshop, as_operator(workshop.engine) as session:
        await institutions.record(session, workshop.profiles.named(profile), code=code, name=name)


if __name__ == "__main__":
    main()
