"""The list of students at once: a page of those in the asker's charge in one round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from app.consent.ledger import ConsentDecision
from app.ids import InstitutionId, StudentId
from app.scoring.months import BYTES
from app.scoring.spells import Registered
from app.store.at_once import (
    Asked,
    Known,
    day,
    decisions_of,
    institution_of,
    programme_id,
    registered_of,
    told,
    unit_id,
)
from app.store.line import Line, Row
from app.store.students import StudentRecord


@dataclass(frozen=True, slots=True)
class Page:
    """Which students are asked for, and what their scores of a day rest on."""

    levels: Sequence[str]
    consented: str | None
    """The purpose that needs consent, if one does."""
    before: date
    """The first month of amounts."""
    day: date
    after: str | None
    limit: int
    seen: Sequence[str]
    """What is put on record of it."""


class SubjectRow(NamedTuple):
    """What decides about a day's score, and whose it is, by place in the page."""

    registered: Sequence[Registered]
    decisions: Sequence[ConsentDecision]
    places: Sequence[int]


class MonthRow(NamedTuple):
    """Daily amounts of a month: of those students, one after the other, each source's block."""

    month: date
    sources: Sequence[str]
    places: Sequence[int]
    amounts: bytes


@dataclass(frozen=True, slots=True)
class CaseloadFacts:
    students: Sequence[StudentRecord]
    more: bool
    """Whether another page follows."""
    subjects: Sequence[SubjectRow]
    amounts: Sequence[MonthRow]


_READ = (
    "select institution, plain, version, more, students, kept::text, amounts"
    " from attune_read_students($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
)


async def read_students(line: Line, asked: Asked, page: Page) -> Row | Known | None:
    """The page (`caseload_facts` reads it), the look recorded; otherwise as `at_once.read_engagement`."""
    row = await line.call(
        _READ,
        (
            *told(asked),
            asked.purpose,
            page.levels,
            page.consented,
            page.before,
            page.day,
            page.after,
            page.limit,
            page.seen,
        ),
    )
    return row if row["plain"] else institution_of(row)


def caseload_facts(mine: InstitutionId, purpose: str, row: Row) -> CaseloadFacts:
    listed = row["students"] or ()
    return CaseloadFacts(
        [_record(mine, *each[:-2]) for each in listed],
        row["more"],
        _subjects(purpose, [(registered, decisions) for *_, registered, decisions in listed]),
        _months(row),
    )


def _subjects(purpose: str, said: Sequence[tuple[str | None, str | None]]) -> list[SubjectRow]:
    """One for all whose registrations and decisions read the same: most of a caseload's do."""
    places: dict[tuple[str | None, str | None], list[int]] = {}
    for place, each in enumerate(said):
        places.setdefault(each, []).append(place)
    return [
        SubjectRow(registered_of(_read(registered)), decisions_of(purpose, _read(decisions)), mine)
        for (registered, decisions), mine in places.items()
    ]


def _read(said: str | None) -> Any:  # noqa: ANN401 (rows)
    return None if said is None else orjson.loads(said)


def _months(row: Row) -> list[MonthRow]:
    found, amounts, start = [], row["amounts"] or b"", 0
    for month, sources, places in _read(row["kept"]) or ():
        end = start + BYTES * len(sources) * len(places)
        found.append(MonthRow(day(month), sources, places, amounts[start:end]))
        start = end
    return found


def _record(
    mine: InstitutionId,
    student_id: str,
    number: str,
    name: str | None,
    programme: str | None,
    title: str | None,
    college: str | None,
    college_name: str | None,
    level: str | None,
    study_mode: str | None,
    residence: str | None,
    starts_on: str | None,
    ends_before: str | None,
) -> StudentRecord:
    return StudentRecord(
        StudentId(UUID(student_id)),
        mine,
        number,
        name,
        None if programme is None else programme_id(programme),
        title,
        None if college is None else unit_id(college),
        college_name,
        level,
        study_mode,
        residence,
        None if starts_on is None else day(starts_on),
        None if ends_before is None else day(ends_before),
    )
