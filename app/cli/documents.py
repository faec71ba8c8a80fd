"""Verbs that write documents from the code: the contract, the table of settings."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli import roles_page
from app.cli.configuration_page import as_markdown
from app.cli.templates import write_page
from app.settings import PROJECT, Settings


def add_to(cli: typer.Typer) -> None:
    for verb in (openapi, configuration, roles):
        cli.command()(verb)
    cli.command("csv-files")(write_page)


def openapi(path: Annotated[Path, typer.Argument()] = PROJECT / "openapi" / "openapi.json") -> None:
    """Write the API's contract."""
    from app.main import create_app  # noqa: PLC0415 (to import every route takes seconds)

    contract = create_app(Settings()).openapi()
    path.write_text(json.dumps(contract, indent=1, ensure_ascii=False) + "\n", "utf-8")


def configuration(path: Annotated[Path, typer.Argument()] = PROJECT / "docs" / "configuration.md") -> None:
    """Write the table of all settings."""
    path.write_text(as_markdown(), "utf-8")


def roles(path: Annotated[Path, typer.Argument()] = PROJECT / "docs" / "roles.md") -> None:
    """Write the page of what each role sees, from the profiles that come with the service."""
    path.write_text(roles_page.as_markdown(PROJECT / "app" / "profiles"), "utf-8")
