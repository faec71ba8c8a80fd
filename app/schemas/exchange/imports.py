"""Imports: how far the work on a file has come, and what became of its rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.ids import ImportId
from app.profiles.model import Level
from app.schemas.base import Out, shown_as
from app.schemas.exchange.deliveries import OutcomeCountsOut, counted
from app.schemas.made_up import IMPORT, NEXT
from app.store.exchange.imports import Import, ImportFindingRow
from app.wire.import_kinds import ITEM_KINDS, ImportKind, ImportOutcome, ImportState, MediaType

_IMPORT = {
    "import_id": IMPORT,
    "kind": "events",
    "media_type": "text/csv",
    "file": None,
    "level": None,
    "dry_run": False,
    "bytes": 2_180_412,
    "state": "done",
    "submitted_at": "2018-11-20T05:04:00Z",
    "started_at": "2018-11-20T05:04:10Z",
    "finished_at": "2018-11-20T05:04:19Z",
    "rows_read": 20_001,
    "rows_total": 20_001,
    "outcomes": counted({"recorded": 20_000, "unknown": 1}),
    "changes": None,
    "refused_because": None,
}
_FINDING = {
    "file": None,
    "row": 7_412,
    "column": "identifier",
    "pointer": None,
    "outcome": "unknown",
    "rule": "no student has this identifier",
}


class ImportChangesOut(Out):
    """What a package changed of one noun of the roster."""

    inserted: int
    """Rows that are new."""
    updated: int
    """Rows that were known otherwise."""
    unchanged: int
    """Rows that were there already."""


class ImportOut(Out):
    """A file, and how far the work on it has come."""

    model_config = shown_as(_IMPORT)

    import_id: ImportId
    """The import's id."""
    kind: ImportKind
    """What the file is of."""
    media_type: MediaType
    """How it is written."""
    file: str | None
    """Which file of a package it is; null for a whole package, and where there are no packages."""
    level: Level | None
    """Of students whose role in a OneRoster package does not say any."""
    dry_run: bool
    """Whether it is only said what would happen, and nothing is stored."""
    bytes: int
    """The file's size."""
    state: ImportState
    """How far the work has come."""
    submitted_at: datetime
    """When it came."""
    started_at: datetime | None
    """When somebody took it up first."""
    finished_at: datetime | None
    """When it was done, or refused; since then its bytes are gone."""
    rows_read: int
    """How many rows are answered for; of a package, none or all."""
    rows_total: int | None
    """How many rows there are, headers not counted; null until it is known."""
    outcomes: OutcomeCountsOut | None
    """The rows read, counted by outcome; null for packages."""
    changes: dict[str, ImportChangesOut] | None
    """What a package changed, or would change, by noun of the roster; null until then, and for others."""
    refused_because: str | None
    """Refused: why."""


class ImportFindingOut(Out):
    """What is said of a place in the file; never what stands there."""

    file: str | None
    """Which file of a package, or which noun of a roster in JSON; null where there are neither."""
    row: int | None
    """Its number: 1 is the file's first line, or in JSON the noun's first row. Null: the whole file, or a
    column of it."""
    column: str | None
    """The column, or the field, if it is about one."""
    pointer: str | None
    """Where it stands in the body, if that was JSON: a JSON pointer."""
    outcome: ImportOutcome
    """What became of it."""
    rule: str
    """Which rule it breaks, or why it has no place here."""


class ImportReportOut(ImportOut):
    """The same, with the report by row."""

    model_config = shown_as(_IMPORT | {"findings": [_FINDING], "further": 0})

    findings: list[ImportFindingOut]
    """Rows that somebody should look at, in the order in which they were found; 1,000 at most."""
    further: int
    """How many more there are."""


class ImportsOut(Out):
    """A system's own imports."""

    model_config = shown_as({"items": [_IMPORT], "next_cursor": NEXT})

    items: list[ImportOut]
    """The latest first."""
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def _values(found: Import) -> dict[str, Any]:
    values = found.submitted._asdict() | found._asdict()
    is_of_items = found.submitted.kind in ITEM_KINDS
    values["outcomes"] = counted(found.figures.get("outcomes", {})) if is_of_items else None
    values["changes"] = found.figures.get("changes")
    return values


def import_out(found: Import) -> ImportOut:
    return ImportOut.model_validate(_values(found))


def imports_out(found: Sequence[Import], next_cursor: str | None) -> ImportsOut:
    return ImportsOut(items=[import_out(each) for each in found], next_cursor=next_cursor)


def _pointer(finding: ImportFindingRow) -> str | None:
    if finding.file is None or finding.line is None:
        return None
    parts = ("/body", finding.file, str(finding.line - 1), finding.field)
    return "/".join(each for each in parts if each is not None)


def import_report_out(found: Import, findings: Sequence[ImportFindingRow]) -> ImportReportOut:
    listed = [
        {
            "row": each.line,
            "column": each.field,
            "pointer": _pointer(each) if found.submitted.media_type is MediaType.JSON else None,
            "file": each.file,
            "outcome": each.outcome,
            "rule": each.rule,
        }
        for each in findings
    ]
    return ImportReportOut.model_validate(_values(found) | {"findings": listed})
