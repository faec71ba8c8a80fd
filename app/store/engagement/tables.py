"""Engagement: scoring models, stored scores, and how far scoring has come."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import ScoringModelId, SignalId, StaffId, StudentId, TeamId


class ScoringModelRow(InstitutionTable):
    """What scores are computed with. The application may change its status and nothing else."""

    __tablename__ = "scoring_models"
    __table_args__ = (
        UniqueConstraint("institution_id", "academic_year", "version"),
        Index(
            "uq_scoring_models_in_force",
            "institution_id",
            "academic_year",
            unique=True,
            postgresql_where=text("status = 'published'"),
        ),
        one_of("status", "draft", "published", "superseded"),
        of_institution(),
    )

    scoring_model_id: Mapped[ScoringModelId] = mapped_column(primary_key=True)
    academic_year: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int]
    status: Mapped[str]
    note: Mapped[str]
    """Where the coefficients come from: published, fitted on what, or made up for a demonstration."""
    published_at: Mapped[datetime | None]
    sources: Mapped[dict[str, Any]]
    """By source: the factors that turn a day's events into its value, and the kinds of event that count."""
    coefficients: Mapped[dict[str, Any]]
    """By college id, then source."""


class ScoreMonth(InstitutionTable):
    """A student's daily scores of one month, 31 big-endian doubles; NaN where there is none (yet)."""

    __tablename__ = "score_months"
    __table_args__ = (
        CheckConstraint("length(scores) = 248", name="scores"),
        # Every row is written anew each night: with room beside it, no index has to follow.
        {"postgresql_with": {"fillfactor": 50}},
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    scoring_model_id: Mapped[ScoringModelId]
    scored_through: Mapped[date]
    """The last day of the month that has been computed; later days are not stored yet."""
    computed_at: Mapped[datetime]
    scores: Mapped[bytes]


class PendingRescore(InstitutionTable):
    """Days of one student whose stored scores hold no more, or are missing: they wait to be computed."""

    __tablename__ = "pending_rescores"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="forward"),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(primary_key=True)


class ScoreProgress(InstitutionTable):
    """How far an institution's scoring has come in an academic year.

    All days before `first_day` are stored under the model; those from there to `last_day` for students up
    to `done_to`, by identifier, or for everybody once that is null.
    """

    __tablename__ = "score_progress"
    __table_args__ = (refers_to("scoring_models", "scoring_model_id"),)

    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    scoring_model_id: Mapped[ScoringModelId]
    first_day: Mapped[date]
    last_day: Mapped[date]
    done_to: Mapped[StudentId | None]


class ScoringTrialRow(InstitutionTable):
    """A trial of a draft, and what it told; only ever added to, because figures that were told stay told.

    `number` counts the trials of an academic year's days: the profile says how many there may be.
    """

    __tablename__ = "scoring_trials"
    __table_args__ = (
        UniqueConstraint("institution_id", "question"),
        refers_to("scoring_models", "scoring_model_id"),
        refers_to("staff", "staff_id"),
    )

    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[bytes]
    """A digest of everything that the answer depends on: the same question is answered from here."""
    scoring_model_id: Mapped[ScoringModelId]
    """The draft."""
    day: Mapped[date]
    tried_at: Mapped[datetime]
    staff_id: Mapped[StaffId]
    figures: Mapped[dict[str, Any]]


class SignalRow(InstitutionTable):
    """A change noticed in a student's own engagement: what it rests on, whose it is, how it was judged."""

    __tablename__ = "signals"
    __table_args__ = (
        one_of("status", "open", "closed"),
        one_of("closed_because", "recovered", "data_changed", "repeated", "excluded", "judged"),
        one_of("judgement", "concern", "explained", "wrong_data"),
        CheckConstraint("(status = 'closed') = (closed_on is not null)", name="closed"),
        CheckConstraint(
            "(judgement is null) = (judged_by is null) and (judgement is null) = (judged_at is null)",
            name="judged",
        ),
        refers_to("students", "student_id", cascade=True),
        refers_to("staff", "staff_id", "owner_staff_id"),
        refers_to("teams", "team_id", "owner_team_id"),
        refers_to("staff", "staff_id", "judged_by"),
        Index(
            "uq_signals_open",
            "institution_id",
            "student_id",
            "rule",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index(None, "institution_id", "raised_at", "signal_id"),
    )

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)
    signal_id: Mapped[SignalId] = mapped_column(primary_key=True)
    rule: Mapped[str]
    """The profile's name of it."""
    rule_version: Mapped[str]
    verdict: Mapped[str]
    as_of: Mapped[date]
    """The last of the days that were judged."""
    raised_at: Mapped[datetime]
    status: Mapped[str]
    recovered: Mapped[bool]
    """Whether the student's days were inside the range after it."""
    closed_on: Mapped[date | None]
    closed_because: Mapped[str | None]
    evidence: Mapped[dict[str, Any]]
    owner_role: Mapped[str]
    owner_staff_id: Mapped[StaffId | None]
    """The tutor; null where the student has none."""
    owner_team_id: Mapped[TeamId | None]
    """The team that gets it instead; null where whoever has the role does."""
    judgement: Mapped[str | None]
    judged_by: Mapped[StaffId | None]
    judged_at: Mapped[datetime | None]


class PendingSignal(InstitutionTable):
    """A student whose days have changed since they were judged: they wait to be judged again."""

    __tablename__ = "pending_signals"
    __table_args__ = (refers_to("students", "student_id", cascade=True),)

    student_id: Mapped[StudentId] = mapped_column(primary_key=True)


class SignalProgress(InstitutionTable):
    """How far the judging of everybody has come: the days up to `as_of`, of students up to `done_to`."""

    __tablename__ = "signal_progress"
    __table_args__ = (of_institution(),)

    as_of: Mapped[date]
    done_to: Mapped[StudentId | None]
    """Null: everybody."""
    weekly: Mapped[bool]
    """Whether by every rule, or by those alone that judge every night."""


class SignalTrialRow(InstitutionTable):
    """A trial of other thresholds, and what it told; only ever added to."""

    __tablename__ = "signal_trials"
    __table_args__ = (
        UniqueConstraint("institution_id", "question"),
        of_institution(),
        refers_to("staff", "staff_id"),
    )

    academic_year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[bytes]
    """A digest of everything that the answer depends on: the same question is answered from here."""
    tried_at: Mapped[datetime]
    staff_id: Mapped[StaffId]
    figures: Mapped[dict[str, Any]]
