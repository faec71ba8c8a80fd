"""How statements of other systems become events: a published table, and what counts at the institution."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field

from app.profiles.entry import Entry
from app.xapi.classes import Classes, EventKind, Line

TABLES = Path(__file__).parent / "statement_classes"


class LineEntry(Entry):
    """A line of a published table."""

    event_class: Annotated[str | None, Field(alias="class")] = None
    verb: str | None = None
    type: str | None = None
    completion: bool | None = None
    means: str | None = None
    ignored: bool = False
    refused: bool = False
    why: str = ""

    def line(self) -> Line:
        if (self.means is not None) + self.ignored + self.refused != 1:
            raise ValueError("a line says what it means, or that it is ignored, or that it is refused")
        return Line(
            self.event_class, self.verb, self.type, self.completion, self.means, self.refused, self.why
        )


class CountedEntry(Entry):
    source: str
    kind: str
    in_minutes: bool = False


class StatementsEntry(Entry):
    """Which table holds, and as what each of its meanings counts here."""

    table: Annotated[str, Field(pattern="^[a-z_]+$")] = "standard"
    counted: dict[str, CountedEntry] = Field(default={})

    def faults(self, kinds: dict[str, frozenset[str]]) -> list[str]:
        """What is counted as something that no source has; `kinds`: those of each source."""
        moodle, others = published(self.table)
        meanings = {each.means for each in (*moodle, *others)}
        return [f"{each}: the table has no such meaning" for each in self.counted if each not in meanings] + [
            f"{meaning}: {each.source} has no kind {each.kind}"
            for meaning, each in self.counted.items()
            if each.kind not in kinds.get(each.source, frozenset())
        ]

    def classes(self) -> Classes:
        counted = {
            meaning: EventKind(each.source, each.kind, each.in_minutes)
            for meaning, each in self.counted.items()
        }
        return Classes(*published(self.table), counted)


@cache
def published(table: str) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a table: by Moodle's names, and those of statements without one."""
    read: dict[str, Any] = yaml.safe_load((TABLES / f"{table}.yaml").read_text("utf-8"))
    moodle, others = (tuple(LineEntry(**each).line() for each in read[name]) for name in ("moodle", "others"))
    return moodle, others
