"""A roster as a directory of CSV files: one per noun, its columns named as in `wire/roster.py`."""

from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

from app.errors import Fault, InvalidInput
from app.wire.roster import Roster
from app.wire.typed_csv import TypedFile

MOST_FAULTS = 50
"""Faults listed at once; more of the same kind help nobody."""


def read_roster(directory: Path) -> Roster:
    """The roster in `directory`; a noun without a file is left as it is.

    Raises InvalidInput, naming files and lines, if anything in it cannot be read: a roster is taken
    whole or not at all.
    """
    roster, faults = Roster(), []
    paths = {noun.name: directory / f"{noun.name}.csv" for noun in fields(Roster)}
    present = {name: path for name, path in paths.items() if path.exists()}
    if not present:
        names = ", ".join(path.name for path in paths.values())
        raise InvalidInput(f"{directory} holds none of {names}")
    for name, path in present.items():
        row_class = get_args(get_type_hints(Roster)[name])[0]
        file = TypedFile(path, row_class)
        setattr(roster, name, [row for _, _, row in file.rows()])
        faults += [Fault(f"/{each.file}/{each.line}", each.reason) for each in file.rejects]
    if faults:
        raise InvalidInput("the roster cannot be read", faults=faults[:MOST_FAULTS])
    return roster
