"""Sources under governance: proposals, consultations, reviews, and what is known of the data."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source_proposals",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("whose_data", sa.Text(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("earlier", sa.Text(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_on is null)", name=op.f("ck_source_proposals_decided")
        ),
        sa.CheckConstraint(
            "(state in ('suspended', 'retired')) = (ended_at is not null)",
            name=op.f("ck_source_proposals_ended"),
        ),
        sa.CheckConstraint(
            "state in ('proposed', 'active', 'refused', 'suspended', 'retired')",
            name=op.f("ck_source_proposals_state"),
        ),
        sa.CheckConstraint(
            "state not in ('active', 'suspended') or review_by is not null",
            name=op.f("ck_source_proposals_reviewed"),
        ),
        sa.CheckConstraint(
            "(decided_on is null) = (decided_by is null) or earlier is not null",
            name=op.f("ck_source_proposals_decider"),
        ),
        sa.CheckConstraint(
            "proposed_by is distinct from decided_by or earlier is not null",
            name=op.f("ck_source_proposals_another"),
        ),
        sa.CheckConstraint(
            "proposed_by is not null or earlier is not null", name=op.f("ck_source_proposals_proposed")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "decided_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_source_proposals_institution_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "ended_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_source_proposals_institution_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "proposed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_source_proposals_institution_id_proposed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_source_proposals_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "proposal_id", name=op.f("pk_source_proposals")),
    )
    op.create_index(
        "uq_source_proposals_standing",
        "source_proposals",
        ["institution_id", "source"],
        unique=True,
        postgresql_where=sa.text("state in ('proposed', 'active', 'suspended')"),
    )
    op.create_table(
        "source_consultations",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("consulted", sa.Text(), nullable=False),
        sa.Column("consulted_on", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "proposal_id"],
            ["source_proposals.institution_id", "source_proposals.proposal_id"],
            name=op.f("fk_source_consultations_institution_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "recorded_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_source_consultations_institution_id_recorded_by"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "proposal_id", "consultation_id", name=op.f("pk_source_consultations")
        ),
    )
    op.create_table(
        "governance_reviews",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("next_review_by", sa.Date(), nullable=False),
        sa.CheckConstraint("next_review_by > reviewed_on", name=op.f("ck_governance_reviews_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "proposal_id"],
            ["source_proposals.institution_id", "source_proposals.proposal_id"],
            name=op.f("fk_governance_reviews_institution_id_proposal_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "reviewed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_governance_reviews_institution_id_reviewed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_governance_reviews_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "review_id", name=op.f("pk_governance_reviews")),
    )
    op.create_index(
        op.f("ix_governance_reviews_institution_id_proposal_id_reviewed_at"),
        "governance_reviews",
        ["institution_id", "proposal_id", "reviewed_at"],
        unique=False,
    )
    op.create_table(
        "known_inaccuracies",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("inaccuracy_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(closed_at is null) = (closed_by is null)", name=op.f("ck_known_inaccuracies_closed")
        ),
        sa.CheckConstraint(
            "last_day is null or last_day >= first_day", name=op.f("ck_known_inaccuracies_forward")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "closed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_known_inaccuracies_institution_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "opened_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_known_inaccuracies_institution_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_known_inaccuracies_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "inaccuracy_id", name=op.f("pk_known_inaccuracies")),
    )
    op.create_table(
        "data_quality_findings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("usual", sa.Double(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_data_quality_findings_institution_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "name", "source", "first_day", name=op.f("pk_data_quality_findings")
        ),
    )
    for statement in statements_of("0022_sources"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
