"""Models of predictions, which are about no student; and what staff did when they had seen an expectation."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import ExpectationActId, ModuleRunId, StaffId, StudentId


class PredictionModelRow(InstitutionTable):
    """A model, its audit, and who answers for it."""

    __tablename__ = "prediction_models"
    __table_args__ = (
        one_of("state", "draft", "audited", "published", "superseded"),
        CheckConstraint(
            "(state in ('published', 'superseded')) = (published_at is not null)", name="published"
        ),
        CheckConstraint("published_by is null or published_at is not null", name="publisher"),
        CheckConstraint("signed_by is null or signed_by is distinct from drafted_by", name="another"),
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
    drafted_by: Mapped[StaffId | None]
    """None: the operator, on nobody's behalf."""
    drafted_at: Mapped[datetime]
    signed_by: Mapped[StaffId | None]
    """Who signed last for a gap that is too wide."""
    published_by: Mapped[StaffId | None]
    published_at: Mapped[datetime | None]
    """None: nobody yet, or the operator."""


class ExpectationActRow(InstitutionTable):
    """What a member of staff did when they had seen an expectation, and what they had seen. It stands."""

    __tablename__ = "expectation_acts"
    __table_args__ = (
        one_of("did", "talked", "offered_support", "referred", "looked_only", "disagreed", "changed_mind"),
        CheckConstraint("0 <= least and least <= about and about <= most and most <= 100", name="of_100"),
        refers_to("students", "student_id", cascade=True),
        refers_to("module_runs", "module_run_id"),
        refers_to("prediction_models", "version", "model"),
        refers_to("staff", "staff_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    act_id: Mapped[ExpectationActId] = mapped_column(primary_key=True)
    module_run_id: Mapped[ModuleRunId]
    model: Mapped[str]
    """The version of the model that it was made with."""
    as_of: Mapped[date]
    """The day at whose end it was so."""
    week: Mapped[int]
    """Of the module."""
    about: Mapped[int]
    """Of 100, about so many passed."""
    least: Mapped[int]
    most: Mapped[int]
    like_cases: Mapped[int]
    prompts: Mapped[bool]
    """Whether it was shown as a prompt."""
    made_of: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The sections whose data it was made of."""
    did: Mapped[str]
    note: Mapped[str | None]
    staff_id: Mapped[StaffId]
    role: Mapped[str]
    acted_at: Mapped[datetime]
