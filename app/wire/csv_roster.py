"""A roster as CSV files: one per noun, its columns named as in `wire/roster.py`."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

from app.errors import Fault, InvalidInput, broken
from app.wire.csv_rows import AnyFile
from app.wire.roster import Roster
from app.wire.typed_csv import TypedFile

MOST_FAULTS = 50
"""Faults listed at once; more of the same kind help nobody."""
FILES = {f"{noun.name}.csv": noun.name for noun in fields(Roster)}
"""By name of a file: which noun it is of."""


def read_roster(directory: Path) -> Roster:
    """The roster in `directory`; a noun without a file is left as it is.

    Raises InvalidInput, naming files and lines, if anything in it cannot be read: a roster is taken
    whole or not at all.
    """
    paths = {name: directory / name for name in FILES}
    present = {name: path for name, path in paths.items() if path.exists()}
    if not present:
        raise InvalidInput(f"{directory} holds none of {', '.join(FILES)}")
    return parse_roster(present)


def parse_roster(files: Mapping[str, AnyFile]) -> Roster:
    """The roster of these files, by name. Raises InvalidInput as `read_roster` does."""
    roster, faults = Roster(), list[Fault]()
    for file_name, opened in files.items():
        name = FILES[file_name]
        row_class = get_args(get_type_hints(Roster)[name])[0]
        file = TypedFile(opened, row_class)
        setattr(roster, name, [row for _, _, row in file.rows()])
        faults += [Fault(f"/{each.file}/{each.line}", each.reason) for each in file.rejects]
    if faults:
        raise broken("the roster cannot be read", faults, MOST_FAULTS)
    return roster
