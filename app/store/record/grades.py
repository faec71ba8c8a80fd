"""Grades: assessments, submissions and marks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from app.db.query import INSTITUTION, STUDENT, query
from app.db.table import same
from app.ids import AssessmentId, ModuleRunId
from app.store.people.tables import Enrolment, Module, ModuleRun
from app.store.record.tables import AchievedCredits, Assessment, Submission


@dataclass(frozen=True, slots=True)
class AssessedWork:
    """An assessment of a module run that the student is on, with what has come of it so far."""

    assessment_id: AssessmentId
    module_run_id: ModuleRunId
    module_run: str
    module: str
    begins_on: date
    """The module run's first day."""
    kind: str
    due_on: date | None
    weight: float
    submitted_on: date | None
    mark: float | None
    carried_over: bool | None
    confirmed_on: date | None
    """When the board confirmed the mark; None while it has not, or there is none."""

    @property
    def about(self) -> date:
        """The day that it is about: consent for that day decides whether it is shown."""
        return self.due_on or self.begins_on


ASSESSED_WORK = query(
    select(
        Assessment.assessment_id,
        Assessment.module_run_id,
        ModuleRun.code,
        Module.title,
        ModuleRun.starts_on,
        Assessment.kind,
        Assessment.due_on,
        Assessment.weight,
        Submission.submitted_on,
        Submission.mark,
        Submission.carried_over,
        Submission.confirmed_on,
    )
    .join(Enrolment, same(Enrolment, Assessment, "module_run_id"))
    .join(ModuleRun, same(ModuleRun, Assessment, "module_run_id"))
    .join(Module, same(Module, ModuleRun, "module_id"))
    .outerjoin(
        Submission,
        and_(same(Submission, Assessment, "assessment_id"), Submission.student_id == Enrolment.student_id),
    )
    .where(Enrolment.institution_id == INSTITUTION, Enrolment.student_id == STUDENT)
    .order_by(Assessment.due_on.asc().nulls_last(), ModuleRun.code, Assessment.assessment_id),
    AssessedWork,
)
"""Every assessment of one student's module runs, by due date; those without one last."""


@dataclass(frozen=True, slots=True)
class RunCredits:
    """What a module run that the student is on is worth, and what the student has achieved by it."""

    module_run_id: ModuleRunId
    module_run: str
    module: str
    academic_year: int
    begins_on: date
    credits: float | None
    """Of the module."""
    achieved: float | None
    """None: nothing has been recorded."""
    achieved_on: date | None


CREDITS = query(
    select(
        ModuleRun.module_run_id,
        ModuleRun.code,
        Module.title,
        ModuleRun.academic_year,
        ModuleRun.starts_on,
        Module.credits,
        AchievedCredits.credits,
        AchievedCredits.achieved_on,
    )
    .join(Enrolment, same(Enrolment, ModuleRun, "module_run_id"))
    .join(Module, same(Module, ModuleRun, "module_id"))
    .outerjoin(
        AchievedCredits,
        and_(
            same(AchievedCredits, ModuleRun, "module_run_id"),
            AchievedCredits.student_id == Enrolment.student_id,
        ),
    )
    .where(Enrolment.institution_id == INSTITUTION, Enrolment.student_id == STUDENT)
    .order_by(ModuleRun.starts_on, ModuleRun.code),
    RunCredits,
)
"""One student's module runs with their credits, the earliest first."""
