"""Registrations: when, where and at which level somebody is a student."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import any_, func, select

from app.db.query import INSTITUTION, STUDENTS, one, query, words
from app.db.transaction import Transaction
from app.ids import OrgUnitId, StudentId
from app.scoring.spells import Registered
from app.store.people.tables import Registration as Row


class RegistrationFact(NamedTuple):
    """One registration of a student at a level that the service covers."""

    student_id: StudentId
    registered: Registered


class StudiesFact(NamedTuple):
    """How somebody studies in one registration, whatever the level."""

    student_id: StudentId
    starts_on: date
    ends_before: date | None
    level: str
    study_mode: str
    sponsored: bool


@dataclass(frozen=True, slots=True)
class Spell:
    """What a score rests on in one registration."""

    starts_on: date
    ends_before: date | None
    college_id: OrgUnitId
    level: str


def _fact(
    student_id: StudentId, starts_on: date, ends_before: date | None, college_id: OrgUnitId
) -> RegistrationFact:
    return RegistrationFact(student_id, Registered(starts_on, ends_before, college_id))


def _spell(
    student_id: StudentId, starts_on: date, ends_before: date | None, college_id: OrgUnitId, level: str
) -> tuple[StudentId, Spell]:
    return student_id, Spell(starts_on, ends_before, college_id, level)


_MINE = Row.institution_id == INSTITUTION
_REGISTERED = (Row.student_id, Row.starts_on, Row.ends_before, Row.college_id)
COVERED = query(
    select(*_REGISTERED)
    .where(_MINE, Row.student_id == any_(STUDENTS), Row.level == any_(words("levels")))
    .order_by(Row.starts_on),
    _fact,
)
"""The students' registrations at some levels, ascending."""
SPELLS = query(select(*_REGISTERED, Row.level).where(_MINE, Row.student_id == any_(STUDENTS)), _spell)
"""Every registration of the students, whatever the level: (student, spell) each."""
STUDIES = query(
    select(Row.student_id, Row.starts_on, Row.ends_before, Row.level, Row.study_mode, Row.sponsored)
    .where(_MINE, Row.student_id == any_(STUDENTS))
    .order_by(Row.student_id, Row.starts_on),
    StudiesFact,
)
"""How each of the students studies, by student, ascending."""
_FIRST_DAY = query(select(func.min(Row.starts_on)).where(_MINE), one)


def by_student(found: Iterable[RegistrationFact]) -> dict[StudentId, list[Registered]]:
    """Facts of `COVERED`, by student, ascending."""
    registered: dict[StudentId, list[Registered]] = defaultdict(list)
    for student_id, each in found:
        registered[student_id].append(each)
    return registered


async def list_spells(
    transaction: Transaction, students: Collection[StudentId]
) -> dict[StudentId, list[Spell]]:
    """Every registration of those students, whatever the level."""
    return spells_by_student(await transaction.fetch(SPELLS, students=list(students)))


def spells_by_student(found: Iterable[tuple[StudentId, Spell]]) -> dict[StudentId, list[Spell]]:
    """Rows of `SPELLS`, by student."""
    spells: dict[StudentId, list[Spell]] = defaultdict(list)
    for student_id, spell in found:
        spells[student_id].append(spell)
    return spells


def studies_on(found: Iterable[StudiesFact], day: date) -> StudiesFact | None:
    """How one student studies on a day; None where they are not registered on it."""
    return next(
        (
            each
            for each in found
            if each.starts_on <= day and (each.ends_before is None or day < each.ends_before)
        ),
        None,
    )


async def first_day(transaction: Transaction) -> date | None:
    """The earliest day on which anybody was registered."""
    found: date | None = await transaction.fetch_one(_FIRST_DAY)
    return found
