"""Models of predictions: drafted, audited, published, superseded. About no student."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import StaffId


class PredictionModelRow(InstitutionTable):
    """A model, its audit, and who answers for it."""

    __tablename__ = "prediction_models"
    __table_args__ = (
        one_of("state", "draft", "audited", "published", "superseded"),
        CheckConstraint(
            "(state in ('published', 'superseded')) = (published_at is not null)", name="published"
        ),
        CheckConstraint("(published_at is null) = (published_by is null)", name="publisher"),
        CheckConstraint("signed_by is distinct from drafted_by", name="another"),
        of_institution(),
        refers_to("staff", "staff_id", "drafted_by"),
        refers_to("staff", "staff_id", "signed_by"),
        refers_to("staff", "staff_id", "published_by"),
        Index(
            "uq_prediction_models_in_force",
            "institution_id",
            "cut_off_day",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
    )

    version: Mapped[str] = mapped_column(primary_key=True)
    """Made of the model's content: another content is another version."""
    cut_off_day: Mapped[int]
    """Of a module: the day whose end it is made for; the module's first day is 0."""
    state: Mapped[str]
    model: Mapped[dict[str, Any]]
    audit: Mapped[dict[str, Any]]
    """With what was signed: by whom, when and why."""
    drafted_by: Mapped[StaffId]
    drafted_at: Mapped[datetime]
    signed_by: Mapped[StaffId | None]
    """Who signed last for a gap that is too wide."""
    published_by: Mapped[StaffId | None]
    published_at: Mapped[datetime | None]
