"""What excludes a student's days: exemptions by staff, and circumstances that another system has approved."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, refers_to
from app.ids import ExemptionId, StaffId, StudentId


class Exemption(InstitutionTable):
    """Days of which nothing is noticed, with a class of reason and never the reason itself."""

    __tablename__ = "exemptions"
    __table_args__ = (
        CheckConstraint("ends_before >= starts_on", name="forward"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", "recorded_by"),
        refers_to("staff", "staff_id", "ended_by"),
        Index(
            "uq_exemptions_open",
            "institution_id",
            "student_id",
            "reason",
            "starts_on",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    exemption_id: Mapped[ExemptionId] = mapped_column(primary_key=True)
    reason: Mapped[str]
    """A class of reasons of the profile."""
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    recorded_by: Mapped[StaffId]
    recorded_at: Mapped[datetime]
    ended_by: Mapped[StaffId | None]
    """Who ended it before its time."""
    ended_at: Mapped[datetime | None]


class ExtenuatingCircumstance(InstitutionTable):
    """That circumstances were approved, for which days and under which reference: never what they are."""

    __tablename__ = "extenuating_circumstances"
    __table_args__ = (
        CheckConstraint("ends_before > starts_on", name="forward"),
        refers_to("students", "student_id", cascade=True),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    withdrawn: Mapped[bool]
    """The approval was taken back."""
