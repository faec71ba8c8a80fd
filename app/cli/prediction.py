"""The verbs that train a prediction and publish one, and what they print."""

from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.table import Table

from app.actions.insight.prediction_models import draft_document, publish_model
from app.cli.common import InstitutionCode, job_runtime
from app.errors import InvalidInput
from app.jobs.oulad_cohort import read_cohort
from app.prediction import candidate
from app.prediction.audited import Audit, Figure
from app.prediction.candidate import Candidate
from app.prediction.facts import Leak
from app.prediction.model import FIRST_WEEK, InvalidModel
from app.prediction.training import Trained, train_and_audit

printed = Console(width=110, highlight=False)


def add_to(cli: typer.Typer) -> None:
    cli.command()(train_prediction)
    cli.command()(publish_prediction)


def train_prediction(
    directory: Annotated[Path, typer.Argument(help="The Open University's dataset, as CSV files.")],
    *,
    cut_off_day: Annotated[int, typer.Option(help="A week's end, such as 28 or 56; the start is day 0.")],
    out: Annotated[Path, typer.Option(help="Where the model and its audit are written, as JSON.")],
    test: Annotated[str, typer.Option(help="The presentation to audit on.")] = "2014J",
    train_on: Annotated[
        list[str] | None, typer.Option(help="Earlier presentations to train on, such as 2013J; else all.")
    ] = None,
) -> None:
    """Train a prediction, audit it on a later presentation, and write both. Nothing is published by it."""
    if cut_off_day % 7 or cut_off_day < 7 * FIRST_WEEK:
        raise InvalidInput(f"--cut-off-day {cut_off_day}: it is a multiple of 7, from week {FIRST_WEEK} on")
    read = read_cohort(directory, cut_off_day)
    printed.print(
        f"{len(read.cohort.passed):,} registrations; {read.clicks}; {len(read.rejects):,} lines left out."
    )
    try:
        trained = train_and_audit(read.cohort, cut_off_day, test, train_on=train_on or ())
    except (InvalidModel, Leak) as problem:
        raise InvalidInput(str(problem)) from None
    show(trained)
    out.write_bytes(candidate.to_json(Candidate(trained.model, trained.audit)))
    printed.print(f"Model {trained.model.version} and its audit are in {out}.")


def publish_prediction(
    document: Annotated[Path, typer.Argument(help="What train-prediction wrote: a model and its audit.")],
    institution: InstitutionCode,
) -> None:
    """Draft a trained prediction, and publish it unless its audit stands in the way. It is audited."""
    try:
        text = document.read_bytes()
    except OSError as problem:
        raise InvalidInput(f"{document} cannot be read: {problem.strerror}") from None
    uvloop.run(_publish(institution, text))


async def _publish(code: str, text: bytes) -> None:
    """In two transactions: a draft stays, so that the board can sign for what stands in its way."""
    async with job_runtime() as runtime:
        async with runtime.context(code) as context:
            drafted = await draft_document(context, text)
        printed.print(f"Model {drafted.version} is there, as {drafted.state}.")
        async with runtime.context(code) as context:
            await publish_model(context, drafted.version)
    printed.print(f"Model {drafted.version} is published, for the end of day {drafted.cut_off_day}.")


def show(trained: Trained) -> None:
    """The tables: everybody, the modules it may be shown in, the usual protocol; modules; groups; verdict."""
    model = trained.model
    printed.print(
        f"Day {model.cut_off_day}: made of {model.students:,} students of {', '.join(model.trained_on)} by"
        f" {', '.join(model.features)}."
    )
    printed.print(_figures(trained))
    printed.print(_modules(trained.everybody))
    printed.print(_groups(trained.audit))
    for each in trained.audit.tried:
        printed.print(f"Tried: {each}", markup=False)
    for each in trained.audit.reasons:
        printed.print(f"Tripped: {each}", markup=False)
    if trained.audit.publishable:
        printed.print(f"The audit lets it be published, to be shown in {', '.join(trained.audit.shown)}.")


def _figures(trained: Trained) -> Table:
    rows = {
        "students still registered": trained.everybody,
        "of them, where it may be shown": trained.audit,
        "LEAKY: as usually published": trained.usual,
    }
    table = Table("audited on", "students", "passed", "AUC", "PR-AUC", "Brier", "ECE", title="95 % intervals")
    for name, audit in rows.items():
        measures = (_told(audit.figures[each]) for each in ("auc", "pr_auc", "brier", "ece"))
        table.add_row(name, f"{audit.students:,}", f"{audit.passed / audit.students:.3f}", *measures)
    table.caption = "LEAKY counts who has already left, and marks that were not back yet. It is never used."
    return table


def _modules(audit: Audit) -> Table:
    table = Table("module", "students", "passed", "AUC", "Brier", "ECE")
    for each in audit.modules:
        counts = f"{each.students:,}", f"{each.passed / each.students:.3f}"
        table.add_row(each.module, *counts, _told(each.auc), f"{each.brier:.3f}", f"{each.ece:.3f}")
    return table


def _groups(audit: Audit) -> Table:
    title = f"prompts below {audit.threshold:.2f}: {audit.prompted:.0%} of the students"
    table = Table("groups", "group", "students", "did not pass", "missed", "needless", title=title)
    for each in audit.groups:
        counts = f"{each.students:,}", f"{each.not_passed:,}"
        table.add_row(each.groups, each.group, *counts, f"{each.missed:.3f}", f"{each.needless:.3f}")
    for gap in audit.gaps:
        table.add_row(gap.groups, "widest gap", "", "", _told(gap.missed), _told(gap.needless))
        table.add_row(gap.groups, "by chance", "", "", f"{gap.by_chance:.3f}", "")
    return table


def _told(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.least:.3f}, {figure.most:.3f}]".replace("[", "\\[")
