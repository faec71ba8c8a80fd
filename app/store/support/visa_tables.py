"""Decisions on gaps in the engagement of sponsored students."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, one_of, refers_to
from app.ids import StaffId, StudentId, VisaDecisionId


class VisaDecision(InstitutionTable):
    """What somebody decided on a gap, as it stood then. Only ever added to."""

    __tablename__ = "visa_decisions"
    __table_args__ = (
        one_of("decision", "report", "no_report"),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", "decided_by"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    decision_id: Mapped[VisaDecisionId] = mapped_column(primary_key=True)
    gap_first_day: Mapped[date]
    gap_last_day: Mapped[date]
    counted_days: Mapped[int]
    decision: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[StaffId]
    decided_at: Mapped[datetime]
