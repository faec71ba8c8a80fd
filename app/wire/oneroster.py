"""OneRoster 1.2.1 CSV: a package as it must be, or everything that is wrong with it, by file, row and column.

A package is a ZIP archive: `manifest.csv`, and the files that it names. A file is `bulk` (all there is now)
or `delta` (what has changed).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.wire.csv_text import decoded, fields, lines
from app.wire.oneroster_cells import fault_of
from app.wire.oneroster_manifest import MANIFEST, Manifest, Mode, read_manifest
from app.wire.oneroster_tables import TABLES, TAKEN_OUT, Table
from app.wire.packages import MOST_FAULTS, Finding, refused

OWN = "metadata."
"""How a column of one's own begins."""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    """Of the line: 1 is the header."""
    cells: Mapping[str, str]
    """By column; empty where nothing stands."""
    sound: bool = True
    """Whether each cell is as its column's rule wants it."""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def id(self) -> str:
        return self.cells["sourcedId"]

    @property
    def goes(self) -> bool:
        """Whether a delta says that it is to be deleted."""
        return self.cells["status"] == "tobedeleted"

    def day(self, column: str) -> date | None:
        text = self[column]
        return date.fromisoformat(text[:10]) if text else None


@dataclass(slots=True)
class Package:
    """What a package holds, by the manifest's names of its files."""

    manifest: Manifest
    rows: dict[str, list[Row]] = field(default_factory=dict)
    own_columns: dict[str, list[str]] = field(default_factory=dict)
    """Columns of one's own, by file."""

    def of(self, name: str) -> list[Row]:
        """The file's rows that break no rule by themselves."""
        return [row for row in self.rows.get(name, ()) if row.sound]

    def is_bulk(self, name: str) -> bool:
        return self.manifest.modes.get(name) is Mode.BULK


def parse_package(files: Mapping[str, bytes]) -> tuple[Package | None, list[Finding]]:
    """The package, and every rule that a cell, a row or a file of it breaks by itself."""
    content = files.get(MANIFEST)
    if content is None:
        return None, [refused(MANIFEST, "the package must hold it")]
    manifest, faults = read_manifest(content)
    if manifest is None:
        return None, faults
    package = Package(manifest)
    faults += _strays(files, manifest)
    for name, mode in manifest.modes.items():
        if (content := files.get(f"{name}.csv")) is not None and mode is not Mode.ABSENT:
            faults += _read_table(package, name, content)
    return package, faults


def _strays(files: Mapping[str, bytes], manifest: Manifest) -> Iterator[Finding]:
    """Files that the manifest does not say, and what it says and is not there."""
    for file in files:
        name = file.removesuffix(".csv")
        if file != MANIFEST and (name not in TABLES or name == file):
            yield refused(file, "is no file of OneRoster")
    for name, mode in manifest.modes.items():
        there = f"{name}.csv" in files
        if there and mode is Mode.ABSENT:
            yield refused(f"{name}.csv", "is in the package, and the manifest says that it is absent")
        if not there and mode is not Mode.ABSENT:
            yield refused(f"{name}.csv", f"is not in the package, and the manifest says {mode}")


def _read_table(package: Package, name: str, content: bytes) -> list[Finding]:
    file, table, delta = f"{name}.csv", TABLES[name], not package.is_bulk(name)
    text = decoded(content)
    if text is None:
        return [refused(file, "must be UTF-8")]
    listed = list(lines(text))
    header = fields(listed[0][1]) if listed else []
    if isinstance(header, str):
        return [refused(file, header, 1)]
    if faults := list(_header_faults(file, table, header)):
        return faults
    if len(listed) == 1:
        return [refused(file, "must have a row; a file without any is absent in the manifest")]
    rows, seen = package.rows.setdefault(name, []), dict[str, int]()
    package.own_columns[name] = [each for each in header if each.startswith(OWN)]
    for number, line in listed[1:]:
        cells = fields(line.replace("\t", " "))  # a tab parts words as a space does; no name has any
        if isinstance(cells, str):
            faults.append(refused(file, cells, number))
        elif len(cells) != len(header):
            rule = f"must have {len(header)} fields, as the header has; it has {len(cells)}"
            faults.append(refused(file, rule, number))
        else:
            row = Row(number, dict(zip(header, cells, strict=True)))
            wrong = list(_row_faults(file, table, row, delta=delta))
            if (first := seen.setdefault(row.id, number)) != number and row.id:
                rule = f"stands in row {first} too: it must be in one row alone"
                wrong.append(refused(file, rule, number, "sourcedId"))
            rows.append(replace(row, sound=not wrong))
            faults += wrong
        if len(faults) > MOST_FAULTS:
            break
    return faults


def _header_faults(file: str, table: Table, header: list[str]) -> Iterator[Finding]:
    """Names and their order, to the letter; columns of one's own stand after them."""
    expected = table.names
    if file == "users.csv" and TAKEN_OUT.name in header:
        expected = [*expected]
        expected.insert(expected.index("userMasterIdentifier") + 1, TAKEN_OUT.name)
    for at, name in enumerate(expected):
        found = header[at] if at < len(header) else None
        if found != name:
            where = f"column {at + 1} must be {name}"
            yield refused(
                file, f"{where}, to the letter" if found is not None else f"{where}: it is missing", 1, name
            )
    for name in header[len(expected) :]:
        if not name.startswith(OWN) or name == OWN:
            yield refused(file, f"a column of your own must begin with {OWN}", 1, name[:40])
    for name in sorted({each for each in header if header.count(each) > 1}):
        yield refused(file, "the column stands there more than once", 1, name[:40])


def _row_faults(file: str, table: Table, row: Row, *, delta: bool) -> Iterator[Finding]:
    for column in (*table.columns, TAKEN_OUT):
        if (rule := fault_of(column, row[column.name])) is not None:
            yield refused(file, rule, row.number, column.name)
    for name in ("status", "dateLastModified"):
        if delta and not row[name]:
            yield refused(file, "must not be empty in a delta file", row.number, name)
        if not delta and row[name]:
            yield refused(file, "must be empty in a bulk file", row.number, name)
