"""Classes: what kind of thing a statement tells, and what becomes of that kind.

Moodle says the class itself (`event_name`), in every generation of its plugin; of others, it is the verb and
the object's type.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

INFO = "http://lrs.learninglocker.net/define/extensions/info"
EXTERNAL_ID = "https://w3id.org/learning-analytics/learning-management-system/external-id"
COURSE_AREA = "http://xapi.jisc.ac.uk/courseArea"
_COURSE_IDS = ("http://xapi.jisc.ac.uk/uddModInstanceID", "http://xapi.jisc.ac.uk/vle_mod_id")
LONGEST = 300
"""Characters of a class; longer ones are cut."""
MOST_REMEMBERED = 5_000
_DURATION = re.compile(r"P(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?")
_MINUTES = (7 * 24 * 60, 24 * 60, 60, 1, 1 / 60)


class Becomes(StrEnum):
    """What becomes of statements of a class. Every one is kept as a statement."""

    COUNTED = "counted"
    """An event of a source of the institution's is made of it."""
    IGNORED = "ignored"
    """It is no activity of the student's, or of no source that the institution has."""
    REFUSED = "refused"
    """It never becomes an event, since it would count twice, or by the wrong way."""
    UNKNOWN = "unknown"
    """Nobody has said what it is: it is listed until somebody does."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """As which kind of which source something counts."""

    source: str
    kind: str
    in_minutes: bool = False
    """Whether it counts as many as its duration has minutes, and not as one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the published table."""

    event_class: str | None
    """Moodle's `event_name`; None: the statement has none."""
    verb: str | None
    type: str | None
    completion: bool | None
    means: str | None
    """None: it is ignored or refused."""
    refused: bool
    why: str

    def fits(self, name: str | None, verb: str, kind: str, completion: object) -> bool:
        return (
            _fits(self.event_class, name)
            and _fits(self.verb, verb)
            and _fits(self.type, kind)
            and (self.completion is None or self.completion is completion)
        )


def _fits(pattern: str | None, value: str | None) -> bool:
    if pattern is None or value is None:
        return pattern is None
    if "*" not in pattern:
        return pattern == value
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), value) is not None


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a class."""

    event_class: str
    becomes: Becomes
    kind: EventKind | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Classes:
    """The published table, and as what each meaning counts at an institution."""

    moodle: Sequence[Line] = ()
    others: Sequence[Line] = ()
    counted: Mapping[str, EventKind] = field(default_factory=dict)
    """By meaning; whatever is absent counts as nothing here."""
    _found: dict[tuple[object, ...], Fate] = field(default_factory=dict)

    def fate_of(self, statement: Mapping[str, Any]) -> Fate:
        """What becomes of a sound statement."""
        name = event_name(statement)
        verb, kind = statement["verb"]["id"].rstrip("/"), _type_of(statement["object"])
        completion = statement.get("result", {}).get("completion")
        asked = (name, verb, kind, completion)
        found = self._found.get(asked)
        if found is None:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            found = self._found[asked] = self._fate(name, verb, kind, completion)
        return found

    def _fate(self, name: str | None, verb: str, kind: str, completion: object) -> Fate:
        event_class = (name or f"{verb} {kind}".strip())[:LONGEST]
        lines = self.others if name is None else self.moodle
        line = next((each for each in lines if each.fits(name, verb, kind, completion)), None)
        if line is None:
            return Fate(event_class, Becomes.UNKNOWN, why="no line of the table fits")
        if line.means is None:
            return Fate(event_class, Becomes.REFUSED if line.refused else Becomes.IGNORED, why=line.why)
        counted = self.counted.get(line.means)
        if counted is None:
            return Fate(event_class, Becomes.IGNORED, why=f"no source here counts what was {line.means}")
        return Fate(event_class, Becomes.COUNTED, counted)


def event_name(statement: Mapping[str, Any]) -> str | None:
    """Moodle's name of the event, in whatever generation of its plugin."""
    info = statement.get("context", {}).get("extensions", {}).get(INFO)
    name = info.get("event_name") if isinstance(info, dict) else None
    return name if isinstance(name, str) and name else None


def _type_of(subject: Mapping[str, Any]) -> str:
    kind: str = subject.get("definition", {}).get("type", "")
    return kind.rstrip("/")


def quantity_of(statement: Mapping[str, Any], kind: EventKind) -> float:
    """How much it counts: once, or the minutes that it took, a moment of which is one."""
    duration = statement.get("result", {}).get("duration")
    found = _DURATION.fullmatch(duration) if kind.in_minutes and duration else None
    if found is None:
        return 1.0
    amounts = (float(each.replace(",", ".")) if each else 0.0 for each in found.groups())
    return max(1.0, round(sum(a * b for a, b in zip(amounts, _MINUTES, strict=True)), 2))


def module_run_of(statement: Mapping[str, Any]) -> str | None:
    """The module run's code, where the sender gives one: Moodle's course idnumber, Jisc's course area."""
    context = statement.get("context") or {}
    area = context.get("extensions", {}).get(COURSE_AREA)
    if isinstance(area, dict):
        named = (area.get(each) for each in _COURSE_IDS)
        found = next((each for each in named if isinstance(each, str | int) and each), None)
        if found is not None:
            return str(found)
    groups = context.get("contextActivities") or {}
    for name in ("parent", "grouping"):
        listed = groups.get(name, [])
        for each in listed if isinstance(listed, list) else [listed]:
            code = each.get("definition", {}).get("extensions", {}).get(EXTERNAL_ID)
            if isinstance(code, str) and code and each["definition"].get("type", "").endswith("/course"):
                return code
    code = statement["object"].get("definition", {}).get("extensions", {}).get(EXTERNAL_ID)
    is_course = _type_of(statement["object"]).endswith("/course")
    return code if is_course and isinstance(code, str) and code else None
