"""Exemptions, circumstances, calendars of academic years, decisions on visas, and review lists."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exemptions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exemption_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(ended_at is null) = (ended_by is null)", name=op.f("ck_exemptions_ended")),
        sa.CheckConstraint("ends_before >= starts_on", name=op.f("ck_exemptions_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "ended_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_exemptions_institution_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "recorded_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_exemptions_institution_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_exemptions_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "exemption_id", name=op.f("pk_exemptions")),
    )
    op.create_index(
        "uq_exemptions_open",
        "exemptions",
        ["institution_id", "student_id", "reason", "starts_on"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "extenuating_circumstances",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_before > starts_on", name=op.f("ck_extenuating_circumstances_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_extenuating_circumstances_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "reference", name=op.f("pk_extenuating_circumstances")
        ),
    )
    op.create_table(
        "calendar_years",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("closure_days", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_calendar_years_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "academic_year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "visa_decisions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("gap_first_day", sa.Date(), nullable=False),
        sa.Column("gap_last_day", sa.Date(), nullable=False),
        sa.Column("counted_days", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision in ('report', 'no_report')", name=op.f("ck_visa_decisions_decision")),
        sa.ForeignKeyConstraint(
            ["institution_id", "decided_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_visa_decisions_institution_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_visa_decisions_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "decision_id", name=op.f("pk_visa_decisions")
        ),
    )
    op.create_table(
        "review_lists",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("review_list_id", sa.Uuid(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("term_first_day", sa.Date(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_review_lists_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "created_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_review_lists_institution_id_created_by"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "review_list_id", name=op.f("pk_review_lists")),
        sa.UniqueConstraint(
            "institution_id",
            "created_by",
            "term_first_day",
            name=op.f("uq_review_lists_institution_id_created_by_term_first_day"),
        ),
    )
    op.create_table(
        "reviewed_students",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("review_list_id", sa.Uuid(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "decision in ('continuing', 'contact', 'refer')", name=op.f("ck_reviewed_students_decision")
        ),
        sa.CheckConstraint(
            "num_nonnulls(decision, reason, decided_by, decided_at) in (0, 4)",
            name=op.f("ck_reviewed_students_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "decided_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_reviewed_students_institution_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "review_list_id"],
            ["review_lists.institution_id", "review_lists.review_list_id"],
            name=op.f("fk_reviewed_students_institution_id_review_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_reviewed_students_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "review_list_id", name=op.f("pk_reviewed_students")
        ),
    )
    op.create_index(
        op.f("ix_reviewed_students_institution_id_review_list_id"),
        "reviewed_students",
        ["institution_id", "review_list_id"],
        unique=False,
    )
    for statement in statements_of("0009_calendar"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
