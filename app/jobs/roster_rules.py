"""The rules of a roster's rows, one by one; whoever sends them, and however they are written."""

from collections.abc import Callable, Collection, Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

from app.actions.record.record_credits import CREDITS_RULE, MOST_CREDITS
from app.errors import Fault, broken
from app.profiles.model import Level
from app.store.people.tables import ORG_UNIT_KINDS, RESIDENCES, STUDY_MODES
from app.wire.roster import Roster

MOST_FAULTS = 50
"""Faults listed at once; more of the same kind help nobody."""
FIRST_YEAR, LAST_YEAR, LAST_YEAR_OF_STUDY = 1990, 2199, 20


class _Rule(NamedTuple):
    field: str
    """Where a fault stands; empty: it is the row's."""
    holds: Callable[[Any], bool]
    """Of a row."""
    words: str


def _one_of(field: str, allowed: Collection[str]) -> _Rule:
    return _Rule(
        field, lambda row: getattr(row, field) in allowed, f"must be one of {', '.join(sorted(allowed))}"
    )


def _between(field: str, least: float, most: float, words: str | None = None) -> _Rule:
    def holds(row: Any) -> bool:  # noqa: ANN401 (any of the roster's row classes)
        value = getattr(row, field)
        return value is None or least <= value <= most

    return _Rule(field, holds, words or f"must be from {least:g} to {most:g}")


def _ends_later(row: Any) -> bool:  # noqa: ANN401 (any of the roster's row classes with an end)
    return row.ends_before is None or row.ends_before > row.starts_on


def _ends_no_sooner(row: Any) -> bool:  # noqa: ANN401 (the same)
    return row.ends_before is None or row.ends_before >= row.starts_on


def _is_safe(row: Any) -> bool:  # noqa: ANN401 (contact details)
    """Browsers follow it."""
    return row.photograph is None or row.photograph.startswith("https://")


_CREDITS = _between("credits", 0, MOST_CREDITS, CREDITS_RULE)
RULES: Mapping[str, tuple[_Rule, ...]] = {
    "org_units": (_one_of("kind", ORG_UNIT_KINDS),),
    "modules": (_CREDITS,),
    "module_runs": (
        _between("academic_year", FIRST_YEAR, LAST_YEAR),
        _Rule("ends_before", _ends_later, "must be later than starts_on"),
    ),
    "assessments": (_Rule("weight", lambda row: isfinite(row.weight), "must be a number"),),
    "logins": (
        _Rule("", lambda row: None in {row.student, row.staff}, "is a student's or a member of staff's"),
    ),
    "registrations": (
        _Rule("ends_before", _ends_later, "must be later than starts_on"),
        _one_of("level", tuple(Level)),
        _one_of("study_mode", STUDY_MODES),
        _one_of("residence", RESIDENCES),
        _between("year_of_study", 0, LAST_YEAR_OF_STUDY),
    ),
    "tutorships": (_Rule("ends_before", _ends_no_sooner, "must not be earlier than starts_on"),),
    "achieved_credits": (_CREDITS,),
    "contact_details": (_Rule("photograph", _is_safe, "must begin with https://"),),
}


def check_rows(roster: Roster) -> None:
    """Raises InvalidInput, naming the rows and fields, where rows break a rule by themselves."""
    for noun, rules in RULES.items():
        if faults := list(_faults(noun, getattr(roster, noun), rules)):
            raise broken(f"the roster's {noun} break a rule", faults, MOST_FAULTS)


def _faults(noun: str, rows: Collection[Any], rules: Collection[_Rule]) -> Iterator[Fault]:
    for at, row in enumerate(rows):
        for rule in rules:
            if not rule.holds(row):
                yield Fault(f"/{noun}/{at}/{rule.field}".removesuffix("/"), rule.words)
