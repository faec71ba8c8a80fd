"""Grades: assessments, submissions and provisional marks."""

from dataclasses import dataclass
from datetime import date
from itertools import starmap

from sqlalchemy import and_, select

from app.ids import AssessmentId, ModuleRunId, StudentId
from app.db.session import Session
from app.store.tables import Assessment, Enrolment, Module, ModuleRun, Submission


@dataclass(frozen=True, slots=True)
class AssessedWork:
    """An assessment of a module run that the student is on, with what has come of it so far."""

    assessment_id: AssessmentId
    module_run_id: ModuleRunId
    module_run: str
    module: str
    kind: str
    due_on: date | None
    weight: float
    submitted_on: date | None
    mark: float | None
    carried_over: bool | None


async def list_work(session: Session, student_id: StudentId) -> list[AssessedWork]:
    """Every assessment of the student's module runs, by due date; those without one last."""
    found = await session.execute(
        select(
            Assessment.assessment_id,
            Assessment.module_run_id,
            ModuleRun.code,
            Module.title,
            Assessment.kind,
            Assessment.due_on,
            Assessment.weight,
            Submission.submitted_on,
            Submission.mark,
            Submission.carried_over,
        )
        .join(Enrolment, Enrolment.module_run_id == Assessment.module_run_id)
        .join(ModuleRun, ModuleRun.module_run_id == Assessment.module_run_id)
        .join(Module, Module.module_id == ModuleRun.module_id)
        .outerjoin(
            Submission,
            and_(
                Submission.assessment_id == Assessment.assessment_id,
                Submission.student_id == Enrolment.student_id,
            ),
        )
        .where(Enrolment.student_id == student_id)
        .order_by(Assessment.due_on.asc().nulls_last(), ModuleRun.code, Assessment.assessment_id)
    )
    return list(starmap(AssessedWork, found))
