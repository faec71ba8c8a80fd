"""Support: what Schools document of contacts with their students, in their weekly reports."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, refers_to
from app.ids import OrgUnitId, ReportContactId, StaffId, StudentId


class ReportContact(InstitutionTable):
    """One version of what is documented of a student and a week; only ever added to. The highest stands."""

    __tablename__ = "report_contacts"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        CheckConstraint(
            "(channel is null) = (outcome is null) and (channel is null) = (contacted_on is null)",
            name="whole",
        ),
        refers_to("students", "student_id", cascade=True),
        refers_to("org_units", "org_unit_id"),
        refers_to("staff", "staff_id", "recorded_by"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    """The Monday of the report."""
    version: Mapped[int] = mapped_column(primary_key=True)
    report_contact_id: Mapped[ReportContactId]
    org_unit_id: Mapped[OrgUnitId]
    """In whose report it was documented."""
    channel: Mapped[str | None]
    outcome: Mapped[str | None]
    contacted_on: Mapped[date | None]
    contacted_by: Mapped[str | None]
    """In the School's words."""
    note: Mapped[str | None]
    recorded_by: Mapped[StaffId]
    role: Mapped[str]
    recorded_at: Mapped[datetime]
