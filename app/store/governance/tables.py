"""Governance: consent decisions, who looked at whom, and what was changed; rows are only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import AccessId, AuditEntryId, DecisionId, RetentionRunId, StaffId, StudentId


class ConsentDecisionRow(InstitutionTable):
    """The ledger: append-only, `sequence` is the order of entry."""

    __tablename__ = "consent_decisions"
    __table_args__ = (
        one_of("decision", "given", "refused", "withdrawn"),
        refers_to("students", "student_id", cascade=True),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decision_id: Mapped[DecisionId]
    purpose: Mapped[str]
    decision: Mapped[str]
    academic_year: Mapped[int] = mapped_column(SmallInteger)
    notice_version: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    channel: Mapped[str]


class AccessRecord(InstitutionTable):
    """That somebody other than the student saw something of the student's, or was refused a purpose.

    No foreign keys: a list is a record for each student on it, the database's own function says who looked
    at whom, and a key would lock the student's row with every look. Whoever erases a student empties this
    table first.
    """

    __tablename__ = "access_records"
    __table_args__ = (one_of("outcome", "seen", "refused"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(primary_key=True)
    access_id: Mapped[AccessId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId]
    role: Mapped[str]
    """The role that opened it."""
    sections: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose: Mapped[str]
    outcome: Mapped[str]


class AuditEntry(InstitutionTable):
    """What somebody with the right to, or an import, changed in the service, before and after."""

    __tablename__ = "audit_entries"
    __table_args__ = (refers_to("staff", "staff_id"),)

    changed_at: Mapped[datetime] = mapped_column(primary_key=True)
    entry_id: Mapped[AuditEntryId] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId | None]
    role: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    """What it was done to: a kind and an id, such as exam_period/…"""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class RetentionRun(InstitutionTable):
    """What was due once, and went: counts by category, signed when it was finished."""

    __tablename__ = "retention_runs"
    __table_args__ = (
        CheckConstraint("(finished_at is null) = (signed is null)", name="finished"),
        of_institution(),
    )

    run_id: Mapped[RetentionRunId] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    day: Mapped[date]
    """Of the institution: what was due on it, went."""
    figures: Mapped[dict[str, Any]]
    """By category: `rows`, the `oldest` day of them, and the `next` day that is not due yet."""
    finished_at: Mapped[datetime | None]
    """None: it was cut off, or goes on. The next run does the rest."""
    signed: Mapped[str | None]
