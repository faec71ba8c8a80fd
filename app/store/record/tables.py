"""The student's record: sessions and attendance, assessments and marks, careers, meetings, notes, remarks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import (
    AssessmentId,
    ExamPeriodId,
    MeetingId,
    ModuleRunId,
    NoteId,
    RemarkId,
    SessionId,
    StaffId,
    StudentId,
)


class TeachingSession(InstitutionTable):
    """A scheduled session: a lecture, seminar, tutorial, practical or clinical skills session."""

    __tablename__ = "teaching_sessions"
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        Index(None, "institution_id", "module_run_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="forward"),
        one_of("kind", "lecture", "seminar", "tutorial", "practical", "clinical_skills"),
        refers_to("module_runs", "module_run_id"),
    )

    session_id: Mapped[SessionId] = mapped_column(primary_key=True)
    module_run_id: Mapped[ModuleRunId]
    code: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    mandatory: Mapped[bool]
    for_everyone: Mapped[bool]
    """Everyone on the module run is expected; otherwise those with an attendance row are."""


class Attendance(InstitutionTable):
    """That a student was expected at a session, and what the register says; nothing else."""

    __tablename__ = "attendance"
    __table_args__ = (
        one_of("status", "present", "absent", "authorised_absence"),
        refers_to("students", "student_id", cascade=True),
        refers_to("teaching_sessions", "session_id"),
        # Few are; whose days they excuse is asked of everybody each night.
        Index(
            "ix_attendance_authorised",
            "institution_id",
            "student_id",
            postgresql_where=text("status = 'authorised_absence'"),
        ),
        # A week's sessions are few beside the years that a student's records reach back.
        Index(
            "ix_attendance_session",
            "institution_id",
            "session_id",
            "student_id",
            postgresql_include=["status"],
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    session_id: Mapped[SessionId] = mapped_column(primary_key=True)
    status: Mapped[str | None]
    """Null: expected, and no record has come."""


class Assessment(InstitutionTable):
    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("institution_id", "code"),
        refers_to("module_runs", "module_run_id"),
        Index(None, "institution_id", "module_run_id"),
    )

    assessment_id: Mapped[AssessmentId] = mapped_column(primary_key=True)
    module_run_id: Mapped[ModuleRunId]
    code: Mapped[str]
    kind: Mapped[str]
    due_on: Mapped[date | None]
    weight: Mapped[float]


class Submission(InstitutionTable):
    __tablename__ = "submissions"
    __table_args__ = (
        refers_to("students", "student_id", cascade=True),
        refers_to("assessments", "assessment_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    assessment_id: Mapped[AssessmentId] = mapped_column(primary_key=True)
    submitted_on: Mapped[date | None]
    mark: Mapped[float | None]
    carried_over: Mapped[bool]
    """The mark was banked from an earlier attempt at the module."""
    confirmed_on: Mapped[date | None]
    """Since when the board of examiners stands behind the mark; null: it has not confirmed it yet."""


class AchievedCredits(InstitutionTable):
    """The credits that a student has achieved by a module run, as the student record system has them."""

    __tablename__ = "achieved_credits"
    __table_args__ = (
        CheckConstraint("credits >= 0 and credits <= 1000", name="credits"),
        refers_to("students", "student_id", cascade=True),
        refers_to("module_runs", "module_run_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    module_run_id: Mapped[ModuleRunId] = mapped_column(primary_key=True)
    credits: Mapped[float]
    achieved_on: Mapped[date | None]


class ExamPeriod(InstitutionTable):
    """Days on which every mark is hidden from everyone."""

    __tablename__ = "exam_periods"
    __table_args__ = (CheckConstraint("ends_before > starts_on", name="forward"), of_institution())

    exam_period_id: Mapped[ExamPeriodId] = mapped_column(primary_key=True)
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_before: Mapped[date]


class CareerStage(InstitutionTable):
    """Where the student says they stand in their career plans, each time they say it."""

    __tablename__ = "career_stages"
    __table_args__ = (refers_to("students", "student_id", cascade=True),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    recorded_on: Mapped[date] = mapped_column(primary_key=True)
    stage: Mapped[str]


class Meeting(InstitutionTable):
    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="forward"),
        one_of("status", "planned", "cancelled"),
        one_of("created_by", "student", "staff"),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id"),
        Index(None, "institution_id", "staff_id", "starts_at"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    meeting_id: Mapped[MeetingId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str | None]
    status: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Note(InstitutionTable):
    """What a meeting was about, in general terms; a draft is its author's alone until shared."""

    __tablename__ = "notes"
    __table_args__ = (
        one_of("author", "student", "staff"),
        one_of("focus", "routine", "issue"),
        one_of("status", "draft", "shared", "removed"),
        CheckConstraint(
            "(status = 'removed') = (removed_at is not null) and"
            " (status <> 'removed' or num_nonnulls(focus, summary, issues, referrals, follow_up_on) = 0)",
            name="tombstone",
        ),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id"),
        refers_to("staff", "staff_id", "removed_by"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    note_id: Mapped[NoteId] = mapped_column(primary_key=True)
    meeting_id: Mapped[MeetingId | None]
    author: Mapped[str]
    staff_id: Mapped[StaffId | None]
    """The author, where it is a member of staff."""
    status: Mapped[str]
    focus: Mapped[str | None]
    summary: Mapped[str | None]
    issues: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    referrals: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Each: what is to be done, and who does it."""
    follow_up_on: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    shared_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[StaffId | None]
    removal_reason: Mapped[str | None]


class Remark(InstitutionTable):
    """The student's own word on what a part of the record misses; it travels with its figures."""

    __tablename__ = "remarks"
    __table_args__ = (
        CheckConstraint("last_day is null or last_day >= first_day", name="forward"),
        refers_to("students", "student_id", cascade=True),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    remark_id: Mapped[RemarkId] = mapped_column(primary_key=True)
    section: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    """Null: until further notice."""
    words: Mapped[str]
    made_at: Mapped[datetime]
