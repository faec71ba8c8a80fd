"""Students."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.actions.engagement.read_engagement import DayState
from app.actions.people.caseload import CaseloadEntry
from app.ids import ModuleRunId, OrgUnitId, ProgrammeId, StaffId, StudentId
from app.profiles.model import Level
from app.schemas.base import Out, presented
from app.store.people.modules import EnrolledRun
from app.store.people.students import StudentRecord, Tutor


class NamedProgramme(Out):
    programme_id: ProgrammeId
    title: str


class NamedCollege(Out):
    college_id: OrgUnitId
    name: str


class StudentSummaryOut(Out):
    student_id: StudentId
    number: str
    name: str | None
    programme: NamedProgramme | None
    college: NamedCollege | None
    level: Level | None
    study_mode: str | None
    residence: str | None
    registered_on: date | None
    registration_ends_before: date | None
    """The first day on which the registration no longer holds; null while it is open."""


class PersonalTutorOut(Out):
    staff_id: StaffId
    name: str
    since: date


class ModuleRunOut(Out):
    module_run_id: ModuleRunId
    code: str
    title: str
    academic_year: int
    starts_on: date
    ends_before: date


class StudentOut(StudentSummaryOut):
    personal_tutors: list[PersonalTutorOut]
    """Of today; there may be several, or none."""
    module_runs: list[ModuleRunOut]


class EngagementTodayOut(Out):
    """The student's place in a caseload: the day's score, or why there is none."""

    day: date
    state: DayState
    score: float | None


class CaseloadStudentOut(StudentSummaryOut):
    engagement: EngagementTodayOut


class CaseloadOut(Out):
    items: list[CaseloadStudentOut]
    next_cursor: str | None
    """Give it back as `cursor` for the next page; null on the last one."""


def _summary(record: StudentRecord) -> dict[str, Any]:
    programme = college = None
    if record.programme_id is not None and record.programme is not None:
        programme = NamedProgramme(programme_id=record.programme_id, title=record.programme)
    if record.college_id is not None and record.college is not None:
        college = NamedCollege(college_id=record.college_id, name=record.college)
    return {
        "student_id": record.student_id,
        "number": record.number,
        "name": record.name,
        "programme": programme,
        "college": college,
        "level": record.level,
        "study_mode": record.study_mode,
        "residence": record.residence,
        "registered_on": record.registered_on,
        "registration_ends_before": record.registration_ends_before,
    }


def student_out(record: StudentRecord, tutors: list[Tutor], runs: list[EnrolledRun]) -> StudentOut:
    return StudentOut(
        **_summary(record),
        personal_tutors=[
            PersonalTutorOut(staff_id=each.staff_id, name=each.name, since=each.since) for each in tutors
        ],
        module_runs=[
            ModuleRunOut(
                module_run_id=each.module_run_id,
                code=each.code,
                title=each.title,
                academic_year=each.academic_year,
                starts_on=each.starts_on,
                ends_before=each.ends_before,
            )
            for each in runs
        ],
    )


def caseload_out(found: Iterable[CaseloadEntry], next_cursor: str | None) -> CaseloadOut:
    return CaseloadOut(items=[_caseload_student(each) for each in found], next_cursor=next_cursor)


def _caseload_student(entry: CaseloadEntry) -> CaseloadStudentOut:
    day, state, score, *_ = entry.today
    return CaseloadStudentOut(
        **_summary(entry.record),
        engagement=EngagementTodayOut(
            day=day, state=state, score=None if score is None else presented(score)
        ),
    )
