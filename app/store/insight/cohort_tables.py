"""Saved cohorts: filters that members of staff keep, who was in each last time, and who joined and left."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import CohortEventId, CohortId, StaffId, StudentId


class SavedCohort(InstitutionTable):
    """A named filter. It lists nobody: whom it finds is asked anew each time, for whoever asks."""

    __tablename__ = "saved_cohorts"
    __table_args__ = (
        UniqueConstraint("institution_id", "owner_id", "name"),
        # What members and events refer to, so that their owner is the cohort's.
        UniqueConstraint("institution_id", "cohort_id", "owner_id", name="uq_saved_cohorts_owner"),
        refers_to("staff", "staff_id", "owner_id"),
    )

    cohort_id: Mapped[CohortId] = mapped_column(primary_key=True)
    owner_id: Mapped[StaffId]
    name: Mapped[str]
    conditions: Mapped[list[Any]] = mapped_column(JSONB)
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Those that the owner's token had when they last said what the cohort is: at night no others count."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    evaluated_at: Mapped[datetime | None]
    """When it was last recorded who is in it."""


def _of_cohort() -> ForeignKeyConstraint:
    keys = ("institution_id", "cohort_id", "owner_id")
    return ForeignKeyConstraint(keys, [f"saved_cohorts.{each}" for each in keys], ondelete="CASCADE")


class CohortMember(InstitutionTable):
    """Who was in a saved cohort when it was last evaluated for its owner."""

    __tablename__ = "cohort_members"
    __table_args__ = (
        refers_to("students", "student_id", cascade=True),
        _of_cohort(),
        Index(None, "institution_id", "cohort_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    cohort_id: Mapped[CohortId] = mapped_column(primary_key=True)
    owner_id: Mapped[StaffId]
    joined_at: Mapped[datetime]


class CohortEvent(InstitutionTable):
    """A student joined a saved cohort, or left it. Only ever added to; goes with the cohort."""

    __tablename__ = "cohort_events"
    __table_args__ = (
        one_of("kind", "joined", "left"),
        refers_to("students", "student_id", cascade=True),
        _of_cohort(),
        # The order in which whoever follows a cohort reads it.
        Index(None, "institution_id", "cohort_id", "occurred_at", "event_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    event_id: Mapped[CohortEventId] = mapped_column(primary_key=True)
    cohort_id: Mapped[CohortId]
    owner_id: Mapped[StaffId]
    kind: Mapped[str]
    occurred_at: Mapped[datetime]
    as_of: Mapped[date]
    """The institution's day on which it was noticed."""


class CohortReading(InstitutionTable):
    """That somebody has read a year's weekly figures of a module run, a programme or a college.

    Or what the class of a module run opens: `own-module-insights` as whoever teaches it.
    """

    __tablename__ = "cohort_readings"
    __table_args__ = (
        one_of("kind", "module-runs", "programmes", "colleges", "module-insights", "own-module-insights"),
        refers_to("staff", "staff_id"),
    )

    staff_id: Mapped[StaffId] = mapped_column(primary_key=True)
    academic_year: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[UUID] = mapped_column(primary_key=True)
    first_read_at: Mapped[datetime]


class KeptFigure(InstitutionTable):
    """A figure of a group's week as it was told first. Only ever added to."""

    __tablename__ = "kept_figures"
    __table_args__ = (
        one_of("kind", "module-runs", "programmes", "colleges", "module-insights"),
        of_institution(),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    group_id: Mapped[UUID] = mapped_column(primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    """Which of the group's figures of that week."""
    value: Mapped[float]
    made_at: Mapped[datetime]
