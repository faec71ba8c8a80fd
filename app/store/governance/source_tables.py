"""Sources under governance: proposals, consultations, reviews, and what is known to be wrong with data."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.table import InstitutionTable, of_institution, one_of, refers_to
from app.ids import ConsultationId, InaccuracyId, ProposalId, ReviewId, StaffId


class SourceProposal(InstitutionTable):
    """A source that somebody wants to have, and what the board made of it."""

    __tablename__ = "source_proposals"
    __table_args__ = (
        one_of("state", "proposed", "active", "refused", "suspended", "retired"),
        CheckConstraint("(state = 'proposed') = (decided_on is null)", name="decided"),
        CheckConstraint("(decided_on is null) = (decided_by is null) or earlier is not null", name="decider"),
        CheckConstraint("proposed_by is distinct from decided_by or earlier is not null", name="another"),
        CheckConstraint("proposed_by is not null or earlier is not null", name="proposed"),
        CheckConstraint("state not in ('active', 'suspended') or review_by is not null", name="reviewed"),
        CheckConstraint("(state in ('suspended', 'retired')) = (ended_at is not null)", name="ended"),
        of_institution(),
        refers_to("staff", "staff_id", "proposed_by"),
        refers_to("staff", "staff_id", "decided_by"),
        refers_to("staff", "staff_id", "ended_by"),
        Index(
            "uq_source_proposals_standing",
            "institution_id",
            "source",
            unique=True,
            postgresql_where=text("state in ('proposed', 'active', 'suspended')"),
        ),
    )

    proposal_id: Mapped[ProposalId] = mapped_column(primary_key=True)
    source: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    what: Mapped[str]
    why: Mapped[str]
    whose_data: Mapped[str]
    retention: Mapped[str]
    state: Mapped[str]
    proposed_by: Mapped[StaffId | None]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[StaffId | None]
    decided_on: Mapped[date | None]
    decision_reason: Mapped[str | None]
    earlier: Mapped[str | None]
    """Of an approval from before the service was there: where it is on record."""
    review_by: Mapped[date | None]
    ended_by: Mapped[StaffId | None]
    """Who suspended or retired it."""
    ended_at: Mapped[datetime | None]
    ending_reason: Mapped[str | None]


class SourceConsultation(InstitutionTable):
    """Somebody who was asked about a proposal, and what they said."""

    __tablename__ = "source_consultations"
    __table_args__ = (
        refers_to("source_proposals", "proposal_id"),
        refers_to("staff", "staff_id", "recorded_by"),
    )

    proposal_id: Mapped[ProposalId] = mapped_column(primary_key=True)
    consultation_id: Mapped[ConsultationId] = mapped_column(primary_key=True)
    consulted: Mapped[str]
    consulted_on: Mapped[date]
    said: Mapped[str]
    recorded_by: Mapped[StaffId]
    recorded_at: Mapped[datetime]


class GovernanceReview(InstitutionTable):
    """A review of a source, or of the service as a whole."""

    __tablename__ = "governance_reviews"
    __table_args__ = (
        CheckConstraint("next_review_by > reviewed_on", name="forward"),
        of_institution(),
        refers_to("source_proposals", "proposal_id"),
        refers_to("staff", "staff_id", "reviewed_by"),
        Index(None, "institution_id", "proposal_id", "reviewed_at"),
    )

    review_id: Mapped[ReviewId] = mapped_column(primary_key=True)
    proposal_id: Mapped[ProposalId | None]
    """None: the service."""
    reviewed_by: Mapped[StaffId]
    reviewed_at: Mapped[datetime]
    reviewed_on: Mapped[date]
    found: Mapped[str]
    next_review_by: Mapped[date]


class KnownInaccuracy(InstitutionTable):
    """Something that is known to be wrong with the data, shown with them until it is closed."""

    __tablename__ = "known_inaccuracies"
    __table_args__ = (
        CheckConstraint("last_day is null or last_day >= first_day", name="forward"),
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed"),
        of_institution(),
        refers_to("staff", "staff_id", "opened_by"),
        refers_to("staff", "staff_id", "closed_by"),
    )

    inaccuracy_id: Mapped[InaccuracyId] = mapped_column(primary_key=True)
    section: Mapped[str]
    source: Mapped[str | None]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    words: Mapped[str]
    opened_by: Mapped[StaffId]
    opened_at: Mapped[datetime]
    closed_by: Mapped[StaffId | None]
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str | None]


class DataQualityFinding(InstitutionTable):
    """What the latest check of the data found: of a source, or of the institution as a whole. Counts only."""

    __tablename__ = "data_quality_findings"
    __table_args__ = (of_institution(),)

    name: Mapped[str] = mapped_column(primary_key=True)
    """The check's."""
    source: Mapped[str] = mapped_column(primary_key=True)
    """Empty: the institution as a whole."""
    first_day: Mapped[date] = mapped_column(primary_key=True)
    """Since when; of a count, the day itself."""
    found: Mapped[int]
    """How many; 0: all is well."""
    usual: Mapped[float | None]
    checked_at: Mapped[datetime]
