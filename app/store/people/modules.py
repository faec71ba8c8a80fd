"""Modules and their runs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.errors import NotFound
from app.ids import AssessmentId, InstitutionId, ModuleRunId, StudentId
from app.db.session import Session
from app.db.sets import among
from app.store.tables import Assessment, Enrolment, Module, ModuleRun


@dataclass(frozen=True, slots=True)
class EnrolledRun:
    module_run_id: ModuleRunId
    code: str
    title: str
    academic_year: int
    starts_on: date
    ends_before: date


async def check_run(session: Session, institution_id: InstitutionId, module_run_id: ModuleRunId) -> None:
    """Raises NotFound unless the institution has that module run."""
    found = await session.execute(
        select(ModuleRun.module_run_id).where(
            ModuleRun.module_run_id == module_run_id, ModuleRun.institution_id == institution_id
        )
    )
    if found.one_or_none() is None:
        raise NotFound("there is no such module run")


async def runs_by_code(
    session: Session, institution_id: InstitutionId, codes: Collection[str]
) -> dict[str, ModuleRunId]:
    """The identifiers of those module runs; unknown codes are absent."""
    found = await session.execute(
        select(ModuleRun.code, ModuleRun.module_run_id).where(
            ModuleRun.institution_id == institution_id, among(ModuleRun.code, codes)
        )
    )
    return {row[0]: row[1] for row in found}


async def list_enrolled(session: Session, student_id: StudentId) -> list[EnrolledRun]:
    """The module runs the student is or was enrolled on, latest first."""
    found = await session.execute(
        select(
            ModuleRun.module_run_id,
            ModuleRun.code,
            Module.title,
            ModuleRun.academic_year,
            ModuleRun.starts_on,
            ModuleRun.ends_before,
        )
        .join(Enrolment, Enrolment.module_run_id == ModuleRun.module_run_id)
        .join(Module, Module.module_id == ModuleRun.module_id)
        .where(Enrolment.student_id == student_id)
        .order_by(ModuleRun.starts_on.desc(), ModuleRun.code)
    )
    return [EnrolledRun(*row) for row in found]


async def assessments_by_code(session: Session, institution_id: InstitutionId) -> dict[str, AssessmentId]:
    """Every assessment of the institution, by code."""
    found = await session.execute(
        select(Assessment.code, Assessment.assessment_id).where(Assessment.institution_id == institution_id)
    )
    return {row[0]: row[1] for row in found}
