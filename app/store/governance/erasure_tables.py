"""Erasure: whose data are stored and not used, and the ledger of what was erased."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, refers_to
from app.ids import ErasureId, RequestId, RestrictionId, StaffId, StudentId


class Restriction(InstitutionTable):
    """A student's data are stored and not otherwise used, until it is lifted (Article 18)."""

    __tablename__ = "restrictions"
    __table_args__ = (
        CheckConstraint("num_nonnulls(told_on, notice, lifted_at, lifted_by) in (0, 4)", name="lifted"),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", "restricted_by"),
        refers_to("staff", "staff_id", "lifted_by"),
        Index(
            "uq_restrictions_open",
            "institution_id",
            "student_id",
            "purpose",
            unique=True,
            postgresql_where=text("lifted_at is null"),
        ),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    restriction_id: Mapped[RestrictionId] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    """An objection that was upheld: the one purpose that the data are not used for; empty: every one."""
    request_id: Mapped[RequestId]
    restricted_at: Mapped[datetime]
    restricted_by: Mapped[StaffId]
    told_on: Mapped[date | None]
    """Lifted: the day on which the student was told that it would be."""
    notice: Mapped[str | None]
    """What the student was told."""
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[StaffId | None]


class Erasure(InstitutionTable):
    """That somebody was erased, who is not named: only digests that a name can be compared with."""

    __tablename__ = "erasures"
    __table_args__ = (
        of_institution(),
        refers_to("staff", "staff_id", "erased_by"),
        refers_to("staff", "staff_id", "readmitted_by"),
        CheckConstraint("(categories is null) = (kept_as is not null)", name="part"),
        CheckConstraint(
            "(readmitted_on is null) = (readmitted_at is null)"
            " and (readmitted_on is null or categories is null)"
            " and (readmitted_by is null or readmitted_on is not null)",
            name="readmitted",
        ),
        Index(None, "digests", postgresql_using="gin"),
    )

    erasure_id: Mapped[ErasureId] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]
    erased_by: Mapped[StaffId | None]
    role: Mapped[str]
    request_id: Mapped[RequestId]
    digests: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Of the number, of other systems' names and of logins, each with the institution's secret."""
    categories: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """Of a part: the kinds of data. None: everything."""
    kept_as: Mapped[StudentId | None]
    """Under which id lies what an exception keeps; of a part, it stays where it is."""
    anonymise: Mapped[bool]
    """Whether rows for figures went on without a name; they were deleted otherwise."""
    counts: Mapped[dict[str, Any]]
    """By table: how many rows there were."""
    readmitted_on: Mapped[date | None]
    """From this day on, data about the number are taken again."""
    readmitted_at: Mapped[datetime | None]
    readmitted_by: Mapped[StaffId | None]
