"""The calendar of an academic year, as administrators have set it."""

from typing import Any

from sqlalchemy import SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution


class CalendarYear(InstitutionTable):
    """Written and read whole: every request's snapshot of the institution holds it."""

    __tablename__ = "calendar_years"
    __table_args__ = (of_institution(),)

    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    terms: Mapped[list[Any]]
    """Each: title, first and last day."""
    closure_days: Mapped[dict[str, Any]]
    """By day: why."""
