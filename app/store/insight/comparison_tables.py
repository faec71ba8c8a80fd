"""Comparison: which students asked to be compared, and the bars between a group's fifths in a week."""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, Double, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, refers_to
from app.ids import ProgrammeId, ScoringModelId, StudentId


class ComparisonChoice(InstitutionTable):
    """Whether a student wants to be compared in an academic year, since when; no row: not asked for."""

    __tablename__ = "comparison_choices"
    __table_args__ = (refers_to("students", "student_id", cascade=True),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    compares: Mapped[bool]
    chosen_at: Mapped[datetime]


class ComparisonWeek(InstitutionTable):
    """The bars between the fifths of a course and year in one week, with noise: made once, and kept."""

    __tablename__ = "comparison_weeks"
    __table_args__ = (
        CheckConstraint("cardinality(bars) = 4", name="bars"),
        refers_to("programmes", "programme_id"),
        refers_to("scoring_models", "scoring_model_id"),
    )

    programme_id: Mapped[ProgrammeId] = mapped_column(primary_key=True)
    level: Mapped[str] = mapped_column(primary_key=True)
    year_of_study: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)
    scoring_model_id: Mapped[ScoringModelId]
    """What the scores that they lie between were computed with."""
    bars: Mapped[list[float]] = mapped_column(ARRAY(Double))
    """Ascending for most, infinite for some: whoever has so much or more is above that many fifths."""
    made_at: Mapped[datetime]
