"""Review lists: once a term, students who by the register may have gone, for people to decide on."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, one_of, refers_to
from app.ids import ReviewListId, StaffId, StudentId


class ReviewList(InstitutionTable):
    __tablename__ = "review_lists"
    __table_args__ = (
        UniqueConstraint("institution_id", "created_by", "term_first_day"),
        CheckConstraint("last_day >= first_day", name="forward"),
        refers_to("staff", "staff_id", "created_by"),
    )

    review_list_id: Mapped[ReviewListId] = mapped_column(primary_key=True)
    term: Mapped[str]
    term_first_day: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    """The days that it looks at."""
    created_by: Mapped[StaffId]
    created_at: Mapped[datetime]


class ReviewedStudent(InstitutionTable):
    """A student on a list, the evidence as it was, and what somebody decided, once."""

    __tablename__ = "reviewed_students"
    __table_args__ = (
        one_of("decision", "continuing", "contact", "refer"),
        CheckConstraint("num_nonnulls(decision, reason, decided_by, decided_at) in (0, 4)", name="decided"),
        refers_to("students", "student_id", cascade=True),
        refers_to("review_lists", "review_list_id"),
        refers_to("staff", "staff_id", "decided_by"),
        Index(None, "institution_id", "review_list_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    review_list_id: Mapped[ReviewListId] = mapped_column(primary_key=True)
    evidence: Mapped[dict[str, Any]]
    """From the register alone: absences by week, and the last presence."""
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    decided_by: Mapped[StaffId | None]
    decided_at: Mapped[datetime | None]
