"""The command line: thin verbs over jobs and actions, one file per group."""

import logging

import typer
from pydantic import ValidationError

from app import logs
from app.cli import (
    cohorts,
    data_quality,
    database,
    documents,
    erasures,
    imports,
    institutions,
    prediction,
    reports,
    retention,
    rights,
    scoring,
    service,
    signals,
    statistics,
    templates,
    webhooks,
)
from app.cli.common import console
from app.db.arrival import trouble_of
from app.devtools.postgres import ClusterError
from app.errors import Refusal
from app.settings import faults

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="Attune: student engagement, honestly.")
for group in (
    service,
    institutions,
    scoring,
    signals,
    cohorts,
    prediction,
    data_quality,
    documents,
    erasures,
    retention,
    statistics,
    templates,
    imports,
    webhooks,
):
    group.add_to(cli)
cli.add_typer(imports.verbs, name="import")
cli.add_typer(database.verbs, name="db")
cli.add_typer(rights.verbs, name="requests")
cli.add_typer(reports.verbs, name="report")
cli.add_typer(retention.verbs, name="retention")

_log = logging.getLogger("attune")


def main() -> None:
    """Run a verb; a refusal is a message and a status, not a traceback."""
    logs.set_up("warning")
    try:
        cli()
    except Refusal as refusal:
        console.print(_said(refusal), style="red", markup=False, highlight=False, soft_wrap=True)
        for fault in refusal.faults:
            console.print(f"  {fault.pointer}: {fault.detail}", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(1) from None
    except (FileNotFoundError, IsADirectoryError, PermissionError) as problem:
        console.print(f"{problem.filename}: {problem.strerror}", style="red", markup=False, highlight=False)
        raise SystemExit(1) from None
    except ClusterError as problem:
        console.print(str(problem), style="red", markup=False, highlight=False)
        raise SystemExit(1) from None
    except ValidationError as problem:
        for line in faults(problem):
            console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(2) from None
    except Exception as problem:  # noqa: BLE001 (nothing may reach Python's own traceback)
        if (trouble := trouble_of(problem)) is not None:
            console.print(_unusable(trouble), style="red", markup=False, highlight=False, soft_wrap=True)
            raise SystemExit(1) from None
        # Not the traceback as Python prints it: its messages carry what failed, which may be personal.
        _log.exception("failed; see `exceptions` for where")
        raise SystemExit(1) from None


def _unusable(trouble: str) -> str:
    return (
        f"The database cannot be used: {trouble}. See that PostgreSQL runs, and what the"
        " ATTUNE_…_DATABASE_URL of this command says."
    )


def _said(refusal: Refusal) -> str:
    """The sentence alone: titles are for requests."""
    if refusal.detail == refusal.title and (trouble := trouble_of(refusal)) is not None:
        return _unusable(trouble)
    return refusal.title if refusal.detail == "see `errors`" else refusal.detail
