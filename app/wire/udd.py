"""UDD 1.6 as tab-separated files: a delivery, or what is wrong with it by file, row and column."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from app.wire.csv_text import decoded, lines
from app.wire.oneroster_cells import CONTROL, is_date
from app.wire.packages import MOST_FAULTS, Finding, Outcome, refused
from app.wire.udd_tables import CODES, ENTITIES, Column, Entity

LONGEST = 255
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{3})?)?Z")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class UddRow:
    number: int
    """Of the line: 1 is the header."""
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def day(self, column: str) -> date | None:
        text = self[column]
        return date.fromisoformat(text[:10]) if text else None

    def moment(self, column: str) -> datetime | None:
        text = self[column]
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC) if text else None

    def figure(self, column: str) -> float | None:
        text = self[column]
        return float(text) if text else None


def after(last: date | None) -> date | None:
    """UDD's last days are inclusive: the first day on which something no longer holds."""
    return None if last is None else last + timedelta(days=1)


@dataclass(slots=True)
class Delivery:
    """A delivery's sound rows, by file."""

    rows: dict[str, list[UddRow]] = field(default_factory=dict)

    def of(self, name: str) -> list[UddRow]:
        return self.rows.get(name, [])


def parse_delivery(files: Mapping[str, bytes]) -> tuple[Delivery, list[Finding]]:
    """The rows, and every rule that is broken; columns and files that UDD does not know are left aside."""
    delivery, findings = Delivery(), list[Finding]()
    for file, content in sorted(files.items()):
        name, dot, ending = file.partition(".")
        if name not in ENTITIES or not dot:
            findings.append(
                Finding(Outcome.IGNORED, file, "is no file of UDD 1.6, by its name in lower case")
            )
        elif ending != "tsv":
            findings.append(refused(file, "must be a .tsv file: JSON and XML are not read"))
        else:
            rows, found = _read(file, ENTITIES[name], content)
            delivery.rows[name] = rows
            findings += found
    if not delivery.rows and not findings:
        findings.append(refused("udd", "there must be a file, such as student.tsv"))
    return delivery, findings


def _read(file: str, entity: Entity, content: bytes) -> tuple[list[UddRow], list[Finding]]:
    text = decoded(content)
    listed = list(lines(text)) if text is not None else []
    if not listed:
        return [], [refused(file, "must be UTF-8, with a header")]
    header = listed[0][1].split("\t")
    findings = list(_header_findings(file, entity, header))
    if any(each.outcome is Outcome.REFUSED for each in findings):
        return [], findings
    rows, seen = list[UddRow](), dict[tuple[str, ...], int]()
    for number, line in listed[1:]:
        cells = line.split("\t")
        if len(cells) != len(header):
            rule = f"must have {len(header)} fields, as the header has; it has {len(cells)}"
            findings.append(refused(file, rule, number))
            continue
        row = UddRow(number, dict(zip(header, (each.strip() for each in cells), strict=True)))
        wrong = list(_row_faults(file, entity, row))
        key = tuple(row[each] for each in entity.key)
        if not wrong and (first := seen.setdefault(key, number)) != number:
            rule = f"is the same as in row {first}: it must be in one row alone"
            wrong.append(refused(file, rule, number, " ".join(entity.key)))
        findings += wrong
        if not wrong:
            rows.append(row)
        if len(findings) > MOST_FAULTS:
            break
    return rows, findings


def _header_findings(file: str, entity: Entity, header: list[str]) -> Iterator[Finding]:
    for name in entity.columns:
        if entity.columns[name].required and name not in header:
            yield refused(file, "the column must be there", 1, name)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield refused(file, "the column stands there more than once", 1, name[:40])
        elif name not in entity.columns:
            yield Finding(Outcome.IGNORED, file, "is no column of UDD 1.6", None, name[:40])


def _row_faults(file: str, entity: Entity, row: UddRow) -> Iterator[Finding]:
    for name, column in entity.columns.items():
        if (rule := fault_of(column, row[name])) is not None:
            yield refused(file, rule, row.number, name)


def _is_moment(text: str) -> bool:
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return False
    return True


_KINDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "text": (lambda _: True, "text"),
    "code": (lambda _: True, "a code"),
    "date": (is_date, "a date, YYYY-MM-DD"),
    "moment": (_is_moment, "a moment in UTC, YYYY-MM-DDThh:mm[:ss.mmm]Z"),
    "whole": (lambda text: _WHOLE.fullmatch(text) is not None, "a whole number"),
    "number": (lambda text: _NUMBER.fullmatch(text) is not None, "a number"),
}


def fault_of(column: Column, text: str) -> str | None:
    """The rule that a cell of the column breaks; None where it breaks none."""
    if not text:
        return "must not be empty" if column.required else None
    if len(text) > LONGEST:
        return f"must not be longer than {LONGEST} characters"
    if CONTROL.search(text):
        return "must not hold control characters"
    if column.kind == "code" and text not in CODES[column.name]:
        return f"must be a code of its list: {', '.join(sorted(CODES[column.name]))}"
    holds, words = _KINDS[column.kind]
    return None if holds(text) else f"must be {words}"
