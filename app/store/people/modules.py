"""Modules and their runs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import any_, select

from app.db.query import INSTITUTION, STUDENT, STUDENTS, columns, one, query, uuid, uuids, words
from app.db.table import same
from app.db.transaction import Transaction
from app.errors import NotFound
from app.ids import AssessmentId, ModuleRunId, StaffId, StudentId
from app.store.people.tables import Enrolment, Module, ModuleRun
from app.store.record.tables import Assessment


@dataclass(frozen=True, slots=True)
class EnrolledRun:
    module_run_id: ModuleRunId
    code: str
    title: str
    academic_year: int
    starts_on: date
    ends_before: date
    credits: float | None
    """What whoever passes the module achieves."""
    engagement_assessed: bool
    """Whether engagement counts for its assessment."""


class Run(NamedTuple):
    """A module run, and when it is."""

    module_run_id: ModuleRunId
    academic_year: int
    starts_on: date
    ends_before: date


class AssessmentOfRun(NamedTuple):
    """An assessment, and the module run that it belongs to."""

    assessment_id: AssessmentId
    run: Run


_MINE = ModuleRun.institution_id == INSTITUTION
_MARKED = query(
    select(ModuleRun.engagement_assessed).where(_MINE, ModuleRun.module_run_id == uuid("module_run_id")), one
)
_RUN = (ModuleRun.module_run_id, ModuleRun.academic_year, ModuleRun.starts_on, ModuleRun.ends_before)
RUNS_BY_CODE = query(
    select(ModuleRun.code, *_RUN).where(_MINE, ModuleRun.code == any_(words("codes"))),
    lambda code, *run: (code, Run(*run)),
)
"""(code, run) of those module runs."""
ENROLMENTS = query(
    select(Enrolment.student_id, Enrolment.module_run_id).where(
        Enrolment.institution_id == INSTITUTION,
        Enrolment.student_id == any_(STUDENTS),
        Enrolment.module_run_id == any_(uuids("runs")),
    ),
    columns,
)
"""Which of the students are or were enrolled on which of the module runs."""
ENROLLED = query(
    select(
        ModuleRun.module_run_id,
        ModuleRun.code,
        Module.title,
        ModuleRun.academic_year,
        ModuleRun.starts_on,
        ModuleRun.ends_before,
        Module.credits,
        ModuleRun.engagement_assessed,
    )
    .join(Enrolment, same(Enrolment, ModuleRun, "module_run_id"))
    .join(Module, same(Module, ModuleRun, "module_id"))
    .where(_MINE, Enrolment.student_id == STUDENT)
    .order_by(ModuleRun.starts_on.desc(), ModuleRun.code),
    EnrolledRun,
)
"""The module runs that the student is or was enrolled on, latest first."""
_TAUGHT = query(
    "select 1 from attune_taught(:institution_id, :staff_id, :today, :student_id)"
    " where module_run_id = :module_run_id",
    one,
)
_ASSESSMENTS_BY_CODE = query(
    select(Assessment.code, Assessment.assessment_id, *_RUN)
    .join(ModuleRun, same(ModuleRun, Assessment, "module_run_id"))
    .where(_MINE, Assessment.institution_id == INSTITUTION),
    lambda code, assessment_id, *run: (code, AssessmentOfRun(assessment_id, Run(*run))),
)


async def is_marked(transaction: Transaction, module_run_id: ModuleRunId) -> bool:
    """Whether engagement counts for the assessment of that module run. Raises NotFound for an unknown one."""
    marked: bool | None = await transaction.find(_MARKED, module_run_id=module_run_id)
    if marked is None:
        raise NotFound("there is no such module run")
    return marked


async def teaches(
    transaction: Transaction,
    staff_id: StaffId,
    student_id: StudentId,
    module_run_id: ModuleRunId,
    today: date,
) -> bool:
    """Whether somebody teaches the student on that module run today."""
    found = await transaction.find(
        _TAUGHT, staff_id=staff_id, student_id=student_id, module_run_id=module_run_id, today=today
    )
    return found is not None


async def runs_by_code(transaction: Transaction, codes: Collection[str]) -> dict[str, Run]:
    """Those module runs, by code; unknown codes are absent."""
    return dict(await transaction.fetch(RUNS_BY_CODE, codes=list(codes)))


async def assessments_by_code(transaction: Transaction) -> dict[str, AssessmentOfRun]:
    """Every assessment of the institution, by code."""
    return dict(await transaction.fetch(_ASSESSMENTS_BY_CODE))
