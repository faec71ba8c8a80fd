"""A roster made of another format's package, which remembers the place that each of its rows came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import Fault
from app.wire.packages import Finding, Outcome, refused
from app.wire.roster import Roster

Place = tuple[str, int]
"""A file and a row in it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the institution's roster has already; a delta may leave it out."""

    levels: tuple[str, ...]
    org_units: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    """By code: its kind, and its parent's code."""
    students: Iterable[str] = ()
    staff: Iterable[str] = ()


@dataclass(slots=True)
class Mapped:
    """Rows for the roster, and what is said of rows that did not become any, or not wholly."""

    roster: Roster = field(default_factory=Roster)
    places: dict[str, list[Place]] = field(default_factory=dict)
    """By noun of the roster: where each of its rows came from."""
    findings: list[Finding] = field(default_factory=list)

    def add(self, noun: str, entry: Any, file: str, row: int) -> None:  # noqa: ANN401 (any of the roster's row classes)
        getattr(self.roster, noun).append(entry)
        self.places.setdefault(noun, []).append((file, row))

    def refuse(self, file: str, detail: str, row: int | None = None, column: str | None = None) -> None:
        self.findings.append(refused(file, detail, row, column))

    def leave(self, file: str, detail: str, row: int | None = None, column: str | None = None) -> None:
        self.findings.append(Finding(Outcome.NOT_MAPPED, file, detail, row, column))

    def ignore(self, file: str, detail: str, column: str | None = None) -> None:
        self.findings.append(Finding(Outcome.IGNORED, file, detail, None, column))

    def located(self, fault: Fault, outcome: Outcome = Outcome.REFUSED) -> Finding:
        """A fault of the roster's row, at the place that the row came from."""
        _, noun, at, *rest = [*fault.pointer.split("/"), ""][:4]
        places = self.places.get(noun, [])
        if not at.isdigit() or int(at) >= len(places):
            return Finding(outcome, noun, fault.detail)
        file, row = places[int(at)]
        named = f"{rest[0]}: " if rest[0] else ""
        return Finding(outcome, file, f"{named}{fault.detail}", row)


def college_of(org: str, tree: Mapping[str, tuple[str, str | None]]) -> str:
    """The nearest college at or above an org unit; itself, if there is none."""
    at: str | None = org
    seen = set[str]()
    while at is not None and at in tree and at not in seen:
        seen.add(at)
        kind, parent = tree[at]
        if kind == "college":
            return at
        at = parent
    return org
