"""Cases: students whom somebody tries to reach, every attempt and step, and how they can be reached."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, one_of, refers_to
from app.ids import AssignmentId, AttemptId, CaseId, SignalId, StaffId, StudentId, TeamId
from app.outreach.case import Answer, AttemptOutcome, CaseOutcome, CaseState, NeedKind, Step
from app.outreach.ladder import Channel


def of_case() -> ForeignKeyConstraint:
    """The row goes with its case."""
    key = ["institution_id", "student_id", "case_id"]
    return ForeignKeyConstraint(key, [f"cases.{each}" for each in key], ondelete="CASCADE")


class Case(InstitutionTable):
    """A ladder that somebody climbs for a student, as it stands; `case_steps` says how it came there."""

    __tablename__ = "cases"
    __table_args__ = (
        one_of("state", *CaseState),
        one_of("answer", *Answer),
        one_of("outcome", *CaseOutcome),
        one_of("need_kind", *NeedKind),
        CheckConstraint(
            "(state = 'closed') = (closed_at is not null) and (closed_at is null) = (outcome is null)",
            name="closed",
        ),
        CheckConstraint("(need_kind is null) = (need_reason is null)", name="need"),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", "opened_by"),
        refers_to("staff", "staff_id", "owner_id"),
        refers_to("staff", "staff_id", "closed_by"),
        refers_to("teams", "team_id"),
        Index(
            "uq_cases_open",
            "institution_id",
            "student_id",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
        Index(
            "ix_cases_queue",
            "institution_id",
            "due_on",
            "case_id",
            postgresql_include=["student_id", "waiting_until", "owner_id", "team_id", "roles"],
            postgresql_where=text("closed_at is null"),
        ),
        Index(
            "ix_cases_answered",
            "institution_id",
            "due_on",
            "case_id",
            postgresql_where=text("answer is not null"),
        ),
        Index("ix_cases_opened", "institution_id", "opened_at"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(primary_key=True)
    signal_id: Mapped[SignalId | None]
    """What was noticed, where it opened from that."""
    reason: Mapped[str]
    other_sources: Mapped[list[Any]] = mapped_column(JSONB)
    """What else was looked at before it opened: a source and a day each."""
    opened_by: Mapped[StaffId]
    opened_role: Mapped[str]
    opened_at: Mapped[datetime]
    state: Mapped[str]
    rung: Mapped[str]
    """The rung that is on, or was on last."""
    rung_on: Mapped[date]
    """Since when."""
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Who is on it, for this student."""
    due_on: Mapped[date]
    waiting_until: Mapped[date | None]
    owner_id: Mapped[StaffId | None]
    team_id: Mapped[TeamId | None]
    assignment_id: Mapped[AssignmentId | None]
    """The assignment by which the team sees the student, where the case opened it. No foreign key: both go
    with the student.
    """
    answer: Mapped[str | None]
    """The student's latest, until somebody acts on it."""
    answered_at: Mapped[datetime | None]
    need_kind: Mapped[str | None]
    """Why the student is looked for although they declined."""
    need_reason: Mapped[str | None]
    first_attempt_on: Mapped[date | None]
    reached_on: Mapped[date | None]
    reached_rung: Mapped[str | None]
    outcome: Mapped[str | None]
    closed_by: Mapped[StaffId | None]
    """None where the student's answer closed it."""
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str | None]


class ContactAttempt(InstitutionTable):
    """Somebody tried to reach the student. Only ever added to: a correction names the entry it corrects."""

    __tablename__ = "contact_attempts"
    __table_args__ = (
        one_of("channel", *Channel),
        one_of("outcome", *AttemptOutcome),
        one_of("need_kind", *NeedKind),
        CheckConstraint("(need_kind is null) = (need_reason is null)", name="need"),
        of_case(),
        refers_to("staff", "staff_id"),
        Index(
            "uq_contact_attempts_corrects",
            "institution_id",
            "student_id",
            "case_id",
            "corrects",
            unique=True,
            postgresql_where=text("corrects is not null"),
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The order of entry."""
    attempt_id: Mapped[AttemptId]
    rung: Mapped[str]
    staff_id: Mapped[StaffId]
    role: Mapped[str]
    attempted_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    channel: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[str | None]
    corrects: Mapped[AttemptId | None]
    need_kind: Mapped[str | None]
    need_reason: Mapped[str | None]


class CaseStep(InstitutionTable):
    """What else happened to a case; only ever added to."""

    __tablename__ = "case_steps"
    __table_args__ = (
        one_of("kind", *Step),
        one_of("answer", *Answer),
        one_of("outcome", *CaseOutcome),
        of_case(),
        refers_to("staff", "staff_id"),
        refers_to("staff", "staff_id", "owner_id"),
        refers_to("teams", "team_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    at: Mapped[datetime]
    staff_id: Mapped[StaffId | None]
    """None: the student did it."""
    role: Mapped[str | None]
    rung: Mapped[str]
    """The rung that was on."""
    next_rung: Mapped[str | None]
    owner_id: Mapped[StaffId | None]
    team_id: Mapped[TeamId | None]
    """Who has it from then on."""
    reason: Mapped[str | None]
    answer: Mapped[str | None]
    outcome: Mapped[str | None]


class ContactDetails(InstitutionTable):
    """How a student can be reached, from the student record."""

    __tablename__ = "contact_details"
    __table_args__ = (refers_to("students", "student_id", cascade=True),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    university_email: Mapped[str | None]
    personal_email: Mapped[str | None]
    mobile: Mapped[str | None]
    telephone: Mapped[str | None]
    term_address: Mapped[str | None]
    emergency_name: Mapped[str | None]
    emergency_relationship: Mapped[str | None]
    emergency_telephone: Mapped[str | None]
    photograph: Mapped[str | None]
    """The address at which the student record has it."""
