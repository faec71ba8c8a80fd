"""The dated cases of due_dates.yaml, and the table that docs/rights.md shows of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.calendars.calendar import Calendar
from app.profiles.calendar import CalendarEntry
from app.rights.vocabulary import RequestKind, RequestStep

_CLOSED = frozenset(date(2026, 12, day) for day in (29, 30, 31))
CALENDARS = {
    "England": CalendarEntry().calendar,
    "England, closed": CalendarEntry(closure_days=_CLOSED).calendar,
    "Scotland": CalendarEntry(subdivision="SCT").calendar,
    "Northern Ireland": CalendarEntry(subdivision="NIR").calendar,
}
HEAD = (
    "| Received | What | Holidays | Promised | What was done | Due | Why |\n|---|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True)
class Taken:
    """A step on its day; `refused`: it cannot be taken."""

    day: date
    step: RequestStep
    refused: bool

    def __str__(self) -> str:
        return f"{self.day} {self.step.replace('_', ' ')}{', refused' * self.refused}"


@dataclass(frozen=True)
class Case:
    """One line of the file."""

    received: date
    due: date
    why: str
    kind: RequestKind
    where: str
    promised: int | None
    steps: tuple[Taken, ...]
    acknowledged: date | None

    def __str__(self) -> str:
        return f"{self.received} {self.why}"

    @property
    def calendar(self) -> Calendar:
        return CALENDARS[self.where]

    @property
    def row(self) -> str:
        promised = f"{self.promised} days" if self.promised else ""
        done = "; ".join(map(str, self.steps))
        due = f"{self.due}" if self.acknowledged is None else f"{self.acknowledged}, then {self.due}"
        return (
            f"| {self.received} | {self.kind} | {self.where} | {promised} | {done} | {due} | {self.why} |\n"
        )


def _case(line: dict[str, Any]) -> Case:
    return Case(
        line["received"],
        line["due"],
        line["why"],
        RequestKind(line.get("kind", "rectification")),
        line.get("where", "England"),
        line.get("promised"),
        tuple(map(_taken, line.get("steps", ()))),
        line.get("acknowledged"),
    )


def _taken(said: str) -> Taken:
    day, step, *refused = said.split()
    return Taken(date.fromisoformat(day), RequestStep(step), refused == ["refused"])


def _cases() -> Iterator[Case]:
    listed = yaml.safe_load((Path(__file__).parent / "due_dates.yaml").read_text("utf-8"))
    yield from map(_case, listed)


CASES = list(_cases())
