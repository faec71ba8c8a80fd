"""Rights: what students ask of their data, the copies that were made of them, and what they say is wrong."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, one_of, refers_to
from app.ids import AssessmentId, CorrectionId, RequestId, SessionId, StaffId, StudentId


class RightsRequest(InstitutionTable):
    """A request that a student made of their data, and its answer."""

    __tablename__ = "rights_requests"
    __table_args__ = (
        one_of("kind", "access", "rectification", "erasure", "restriction", "objection", "complaint"),
        one_of("state", "received", "awaiting_identity", "paused", "extended", "answered"),
        one_of("outcome", "provided", "upheld", "partly", "refused"),
        CheckConstraint(
            "(state = 'answered') = (answered_at is not null) and (answered_at is null) = (outcome is null)",
            name="answered",
        ),
        CheckConstraint(
            "ground is null or kind = 'restriction'"
            " and ground in ('accuracy_contested', 'unlawful', 'needed_for_claims', 'objection_pending')",
            name="ground",
        ),
        CheckConstraint(
            "(kind = 'complaint') = (acknowledge_by is not null)"
            " and (acknowledged_at is null) = (acknowledged_by is null)"
            " and (acknowledged_at is null or kind = 'complaint')",
            name="acknowledged",
        ),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", "answered_by"),
        refers_to("staff", "staff_id", "acknowledged_by"),
        Index(
            "uq_rights_requests_open",
            "institution_id",
            "student_id",
            "kind",
            "about",
            unique=True,
            postgresql_where=text("state <> 'answered'"),
        ),
        Index(
            "ix_rights_requests_due",
            "institution_id",
            "due_on",
            "request_id",
            postgresql_where=text("state <> 'answered'"),
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    request_id: Mapped[RequestId] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str]
    """An objection: the purpose that is objected to; else what of the data; empty: none in particular."""
    message: Mapped[str | None]
    """What the student wrote."""
    ground: Mapped[str | None]
    """A restriction: why."""
    put_right: Mapped[str | None]
    """A complaint: what would put it right."""
    state: Mapped[str]
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    stopped_on: Mapped[date | None]
    """The day since which its clock stands still."""
    acknowledge_by: Mapped[date | None]
    """A complaint: the last day on which it is acknowledged in time."""
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[StaffId | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[StaffId | None]
    """Null where the service itself has answered."""
    outcome: Mapped[str | None]
    answer: Mapped[str | None]
    """What the student was answered."""
    exceptions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """What was asked for and not done, by the exception of the law."""
    account: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """What the service itself did as it was upheld."""


class RequestStep(InstitutionTable):
    """A step of a request before its answer, and what it did to the due date."""

    __tablename__ = "request_steps"
    __table_args__ = (
        one_of(
            "step",
            "identity_asked",
            "clarification_asked",
            "information_given",
            "went_on",
            "extended",
            "acknowledged",
        ),
        CheckConstraint("(staff_id is null) = (step = 'information_given')", name="by"),
        ForeignKeyConstraint(
            ["institution_id", "student_id", "request_id"],
            [f"rights_requests.{each}" for each in ("institution_id", "student_id", "request_id")],
            ondelete="CASCADE",
        ),
        refers_to("staff", "staff_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    request_id: Mapped[RequestId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """1, 2, 3 …"""
    step_id: Mapped[UUID]
    step: Mapped[str]
    taken_at: Mapped[datetime]
    staff_id: Mapped[StaffId | None]
    """None: the student."""
    words: Mapped[str]
    """What was asked, given or told."""
    due_before: Mapped[date]
    due_after: Mapped[date]


class DataCopy(InstitutionTable):
    """A copy of everything about a student, as of one moment; another for their tutor, of what tutors see."""

    __tablename__ = "data_copies"
    __table_args__ = (
        one_of("audience", "student", "staff"),
        refers_to("students", "student_id", cascade=True),
        Index(None, "institution_id", "available_until"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    request_id: Mapped[RequestId] = mapped_column(primary_key=True)
    audience: Mapped[str] = mapped_column(primary_key=True)
    copied_to: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The roles that receive one for information."""
    assembled_at: Mapped[datetime]
    available_until: Mapped[date]
    """The last day on which it can be read; then it is deleted."""
    document: Mapped[bytes]
    """For machines: JSON, compressed by zlib."""
    page: Mapped[bytes]
    """For people: HTML, compressed by zlib."""


class Correction(InstitutionTable):
    """What a student says is wrong in their record, and what was decided on it; the old value stays here."""

    __tablename__ = "corrections"
    __table_args__ = (
        one_of("kind", "attendance", "mark", "activity"),
        one_of("state", "open", "accepted", "refused"),
        CheckConstraint(
            "(kind = 'attendance') = (session_id is not null)"
            " and (kind = 'mark') = (assessment_id is not null)"
            " and (kind = 'activity') = (source is not null and day is not null)",
            name="about",
        ),
        CheckConstraint("(state = 'open') = (decided_at is null)", name="decided"),
        refers_to("students", "student_id", cascade=True),
        refers_to("teaching_sessions", "session_id"),
        refers_to("assessments", "assessment_id"),
        refers_to("staff", "staff_id", "decided_by"),
        Index(
            "uq_corrections_open",
            "institution_id",
            "student_id",
            "about",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_corrections_queue", "institution_id", "asked_at", postgresql_where=text("state = 'open'")),
        Index("ix_corrections_told", "told_staff", postgresql_using="gin"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    correction_id: Mapped[CorrectionId] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str]
    """The session's or assessment's id, or the source and the day: one of each is open at a time."""
    session_id: Mapped[SessionId | None]
    assessment_id: Mapped[AssessmentId | None]
    source: Mapped[str | None]
    day: Mapped[date | None]
    what_is_wrong: Mapped[str]
    """In the student's words."""
    recorded: Mapped[dict[str, Any]]
    """Under `value`, what the record said when it was challenged: a status, a mark, an amount, or null."""
    should_be: Mapped[dict[str, Any]]
    """Likewise, what it should say as the student has it."""
    state: Mapped[str]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[StaffId | None]
    decided_as: Mapped[str | None]
    """The role in which it was decided."""
    reason: Mapped[str | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Accepted: what the record said until then."""
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Accepted: what it says since."""
    replaced: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Accepted, of activity: the events that the corrected amount stands for now."""
    told: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Accepted: who had looked at it before, in which role and when last."""
    told_staff: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default=text("'{}'"))
    """Whom of them the service shows the correction."""
