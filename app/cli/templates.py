"""Templates: the CSV files that `attune import` reads, with their columns; and the page about them."""

import csv
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import typer

from app.jobs.import_file import KINDS
from app.schemas.vocabularies import field_meanings
from app.settings import PROJECT
from app.wire.deliveries import StatisticsItem
from app.wire.roster import Roster
from app.wire.typed_csv import expected

_HEAD = """\
# CSV files
What `attune import` reads, file by file. `attune templates DIR` writes each of them into a directory, with
its header and nothing else. Columns may stand in any order; some may be left out, and others than these are
left aside. UTF-8, commas, a header. `attune csv-files` writes this page from the code.
"""
_ROSTER = """
## The roster
`attune import roster DIR --institution CODE` takes a directory of these: all of it or nothing, and a second
time changes nothing. A file that is not there leaves what is known as it is. Rows refer to each other by
codes and numbers. `ends_before` is the first day on which something no longer holds. Other files in the
directory, such as templates of [what comes one at a time](#one-file-at-a-time), are left aside. Packages of
other systems: [OneRoster](oneroster.md), [UDD, and SITS](udd.md).
"""
_DELIVERIES = """
## One file at a time
`attune import NAME FILE --institution CODE` takes one of these, line by line; a line that cannot be taken is
written to the rejects with its reason, and the others are taken. `events` and `replay` have the same columns.
Of `statistics`, all is taken or nothing.
"""
_TITLES = "\n| column | value | must be there | meaning |\n| --- | --- | --- | --- |\n"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    value: str
    needed: bool
    meaning: str


def add_to(cli: typer.Typer) -> None:
    cli.command()(templates)


def templates(directory: Path) -> None:
    """Write a template of every CSV file that can be imported: its header, and nothing else."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, row_class in files().items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow([each.name for each in columns(row_class)])


def write_page(path: Annotated[Path, typer.Argument()] = PROJECT / "docs" / "csv-files.md") -> None:
    """Write the page about the columns of all CSV files."""
    path.write_text(as_markdown(), "utf-8")


def roster_files() -> dict[str, type[Any]]:
    hints = get_type_hints(Roster)
    return {noun.name: get_args(hints[noun.name])[0] for noun in fields(Roster)}


def delivered_files() -> dict[str, type[Any]]:
    kinds = {name: kind.item for name, kind in KINDS.items() if name != "replay"}
    return kinds | {"statistics": StatisticsItem}


def files() -> Mapping[str, type[Any]]:
    """By name of the file, without its ending: the class of its rows."""
    return roster_files() | delivered_files()


def columns(row_class: type[Any]) -> list[Column]:
    hints, said = get_type_hints(row_class), field_meanings(row_class)
    return [
        Column(each.name, expected(hints[each.name]), each.default is MISSING, said.get(each.name, ""))
        for each in fields(row_class)
    ]


def as_markdown() -> str:
    roster = "".join(map(_table, *zip(*roster_files().items(), strict=True)))
    delivered = "".join(map(_table, *zip(*delivered_files().items(), strict=True)))
    return f"{_HEAD}{_ROSTER}{roster}{_DELIVERIES}{delivered}"


def _table(name: str, row_class: type[Any]) -> str:
    rows = "".join(
        f"| `{each.name}` | {each.value} | {'yes' if each.needed else ''} | {each.meaning} |\n"
        for each in columns(row_class)
    )
    about = (row_class.__doc__ or "").strip()
    about = "" if about.startswith(f"{row_class.__name__}(") else f"\n{' '.join(about.split())}\n"
    return f"\n### {name}.csv\n{about}{_TITLES}{rows}"
