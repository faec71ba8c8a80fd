"""Modules and their runs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import any_, select

from app.db.query import INSTITUTION, STUDENT, columns, one, query, uuid, words
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


_MINE = ModuleRun.institution_id == INSTITUTION
_EXISTS = query(
    select(ModuleRun.module_run_id).where(_MINE, ModuleRun.module_run_id == uuid("module_run_id")), one
)
_RUNS_BY_CODE = query(
    select(ModuleRun.code, ModuleRun.module_run_id).where(_MINE, ModuleRun.code == any_(words("codes"))),
    columns,
)
ENROLLED = query(
    select(
        ModuleRun.module_run_id,
        ModuleRun.code,
        Module.title,
        ModuleRun.academic_year,
        ModuleRun.starts_on,
        ModuleRun.ends_before,
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
    select(Assessment.code, Assessment.assessment_id).where(Assessment.institution_id == INSTITUTION), columns
)


async def check_run(transaction: Transaction, module_run_id: ModuleRunId) -> None:
    """Raises NotFound unless the institution has that module run."""
    if await transaction.find(_EXISTS, module_run_id=module_run_id) is None:
        raise NotFound("there is no such module run")


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


async def runs_by_code(transaction: Transaction, codes: Collection[str]) -> dict[str, ModuleRunId]:
    """The identifiers of those module runs; unknown codes are absent."""
    return dict(await transaction.fetch(_RUNS_BY_CODE, codes=list(codes)))


async def assessments_by_code(transaction: Transaction) -> dict[str, AssessmentId]:
    """Every assessment of the institution, by code."""
    return dict(await transaction.fetch(_ASSESSMENTS_BY_CODE))
