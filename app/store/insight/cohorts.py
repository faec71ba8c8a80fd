"""Cohorts: who is in a group, for figures with disclosure control; read by elevated work only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, any_, func, or_, select

from app.db.query import INSTITUTION, STUDENTS, Query, day, one, query, uuid, word
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import StudentId
from app.store.people.tables import Enrolment, ModuleRun, OrgUnit, Programme, Registration
from app.store.record.tables import Attendance, TeachingSession


class CohortKind(StrEnum):
    """The groups that figures are published for; there are no others, and they cannot be combined."""

    MODULE_RUN = "module-runs"
    """Everyone enrolled on a module run in the weeks asked for."""
    PROGRAMME = "programmes"
    """Everyone registered on a programme in the weeks asked for."""
    COLLEGE = "colleges"
    """Everyone registered in a college in the weeks asked for."""


@dataclass(frozen=True, slots=True)
class Cohort:
    kind: CohortKind
    identifier: UUID
    name: str


class FigureKind(StrEnum):
    """What is told of a group, week by week."""

    MODULE_RUN = "module-runs"
    """Scores, activity and attendance, or colours, of a cohort; so the next two."""
    PROGRAMME = "programmes"
    COLLEGE = "colleges"
    MODULE_INSIGHT = "module-insights"
    """What the class of a module run opens and hands in."""


@dataclass(frozen=True, slots=True)
class WeeklyFigures:
    """What is told of a group week by week, all by the same draws of noise."""

    kind: FigureKind
    cohort: Cohort

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.cohort.identifier}"


def weekly_figures(cohort: Cohort) -> WeeklyFigures:
    """A cohort's own."""
    return WeeklyFigures(FigureKind(cohort.kind), cohort)


class MemberSpell(NamedTuple):
    """From when until when a student is in a cohort. A student can have several."""

    student_id: StudentId
    starts_on: date | None
    ends_before: date | None


class WeekAttended(NamedTuple):
    """How often a student came in one week."""

    student_id: StudentId
    monday: date
    present: int
    absent: int
    """Without authorisation."""


_COHORT = uuid("cohort")
_NAMES: dict[CohortKind, Query[str]] = {
    CohortKind.MODULE_RUN: query(
        select(ModuleRun.code).where(
            ModuleRun.institution_id == INSTITUTION, ModuleRun.module_run_id == _COHORT
        ),
        one,
    ),
    CohortKind.PROGRAMME: query(
        select(Programme.title).where(
            Programme.institution_id == INSTITUTION, Programme.programme_id == _COHORT
        ),
        one,
    ),
    CohortKind.COLLEGE: query(
        select(OrgUnit.name).where(
            OrgUnit.institution_id == INSTITUTION, OrgUnit.org_unit_id == _COHORT, OrgUnit.kind == "college"
        ),
        one,
    ),
}
_REGISTERED = select(Registration.student_id, Registration.starts_on, Registration.ends_before).where(
    Registration.institution_id == INSTITUTION,
    Registration.starts_on <= day("last_day"),
    or_(Registration.ends_before.is_(None), Registration.ends_before > day("first_day")),
)
_SPELLS: dict[CohortKind, Query[MemberSpell]] = {
    CohortKind.MODULE_RUN: query(
        select(Enrolment.student_id, Enrolment.starts_on, Enrolment.ends_before).where(
            Enrolment.institution_id == INSTITUTION,
            Enrolment.module_run_id == _COHORT,
            or_(Enrolment.starts_on.is_(None), Enrolment.starts_on <= day("last_day")),
            or_(Enrolment.ends_before.is_(None), Enrolment.ends_before > day("first_day")),
        ),
        MemberSpell,
    ),
    CohortKind.PROGRAMME: query(_REGISTERED.where(Registration.programme_id == _COHORT), MemberSpell),
    CohortKind.COLLEGE: query(_REGISTERED.where(Registration.college_id == _COHORT), MemberSpell),
}


def _attended() -> Select[tuple[StudentId, date, int, int]]:
    starts_at = func.timezone(word("time_zone"), TeachingSession.starts_at)
    monday = func.date(func.date_trunc("week", starts_at))
    return (
        select(
            Attendance.student_id,
            monday,
            func.count().filter(Attendance.status == "present"),
            func.count().filter(Attendance.status == "absent"),
        )
        .join(TeachingSession, same(TeachingSession, Attendance, "session_id"))
        .where(
            Attendance.institution_id == INSTITUTION,
            Attendance.student_id == any_(STUDENTS),
            func.date(starts_at).between(day("first_day"), day("last_day")),
        )
        .group_by(Attendance.student_id, monday)
    )


_ATTENDED = query(_attended(), WeekAttended)
_ATTENDED_IN_MODULE = query(_attended().where(TeachingSession.module_run_id == _COHORT), WeekAttended)
_SALT = query(select(func.attune_disclosure_salt()), one)


async def get(transaction: Transaction, kind: CohortKind, identifier: UUID) -> Cohort:
    """Raises NotFound."""
    name = await transaction.find(_NAMES[kind], cohort=identifier)
    if name is None:
        raise NotFound("there is no such cohort")
    return Cohort(kind, identifier, name)


async def list_spells(transaction: Transaction, cohort: Cohort, first: date, last: date) -> list[MemberSpell]:
    """Of everybody who was in the cohort on some of those days, in no order."""
    return await transaction.fetch(
        _SPELLS[cohort.kind], cohort=cohort.identifier, first_day=first, last_day=last
    )


async def list_attended(
    transaction: Transaction,
    cohort: Cohort,
    students: Collection[StudentId],
    first: date,
    last: date,
    time_zone: str,
) -> list[WeekAttended]:
    """The students' attendance in those days, by week; of a module run's cohort, at its sessions alone."""
    in_module = cohort.kind is CohortKind.MODULE_RUN
    return await transaction.fetch(
        _ATTENDED_IN_MODULE if in_module else _ATTENDED,
        cohort=cohort.identifier,
        students=list(students),
        first_day=first,
        last_day=last,
        time_zone=time_zone,
    )


async def disclosure_salt(transaction: Transaction) -> bytes:
    """The institution's secret, without which nobody can compute the noise in its figures.

    For elevated work.
    """
    salt: UUID = await transaction.fetch_one(_SALT)
    return salt.bytes
