"""OneRoster's manifest: which version a package is of, and which of its files are there, whole or in part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.wire.csv_text import decoded, fields, lines
from app.wire.oneroster_tables import TABLES
from app.wire.packages import Finding, refused

MANIFEST = "manifest.csv"
HEADER = ["propertyName", "value"]
VERSIONS = {
    "manifest.version": ("1.0",),
    # The binding says 1.2 for its correction 1.2.1, too; some systems write the latter.
    "oneroster.version": ("1.2", "1.2.1"),
}
NAMED = ("source.systemName", "source.systemCode")


class Mode(StrEnum):
    ABSENT = "absent"
    BULK = "bulk"
    DELTA = "delta"


@dataclass(frozen=True, slots=True)
class Manifest:
    modes: Mapping[str, Mode]
    """By file, without its ending. One whose property is wrong has none."""


def read_manifest(content: bytes) -> tuple[Manifest | None, list[Finding]]:
    """The manifest as far as it is right, and what is wrong. None: nobody can tell what the files are."""
    text = decoded(content)
    if text is None:
        return None, [refused(MANIFEST, "must be UTF-8")]
    faults: list[Finding] = []
    said: dict[str, tuple[int, str]] = {}
    for number, line in lines(text):
        cells = fields(line)
        if isinstance(cells, str):
            faults.append(refused(MANIFEST, cells, number))
        elif number == 1:
            if cells != HEADER:
                faults.append(refused(MANIFEST, f"the header must be {','.join(HEADER)}, to the letter", 1))
        elif len(cells) != len(HEADER):
            faults.append(refused(MANIFEST, "must have 2 fields: propertyName and value", number))
        elif said.setdefault(cells[0], (number, cells[1])) != (number, cells[1]):
            faults.append(refused(MANIFEST, "the property stands there before", number, cells[0][:60]))
    faults += _faults(said)
    values = {name: value for name, (_, value) in said.items()}
    if any(values.get(name) not in known for name, known in VERSIONS.items()):
        return None, faults  # files of another version have other columns
    modes = {name: values.get(f"file.{name}") for name in TABLES}
    return Manifest({name: Mode(mode) for name, mode in modes.items() if mode in tuple(Mode)}), faults


def _faults(said: Mapping[str, tuple[int, str]]) -> Iterator[Finding]:
    known = {*VERSIONS, *NAMED, *(f"file.{name}" for name in TABLES)}
    rules = VERSIONS | {f"file.{name}": tuple(Mode) for name in TABLES}
    for name, (number, _) in said.items():
        if name not in known:
            yield refused(MANIFEST, "is no property of OneRoster's manifest", number, name[:60])
    for name, values in rules.items():
        if name not in said:
            yield refused(MANIFEST, f"the property must be there: one of {', '.join(values)}", None, name)
        elif said[name][1] not in values:
            yield refused(MANIFEST, f"must be one of {', '.join(values)}", said[name][0], name)
