"""Saved cohorts: filters that staff keep, who was in each last time, and who joined and left."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_cohorts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "owner_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_saved_cohorts_institution_id_owner_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "cohort_id", name=op.f("pk_saved_cohorts")),
        sa.UniqueConstraint(
            "institution_id", "owner_id", "name", name=op.f("uq_saved_cohorts_institution_id_owner_id_name")
        ),
        sa.UniqueConstraint("institution_id", "cohort_id", "owner_id", name="uq_saved_cohorts_owner"),
    )
    op.create_table(
        "cohort_members",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        *_of_student_and_cohort("cohort_members"),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "cohort_id", name=op.f("pk_cohort_members")),
    )
    op.create_index(
        op.f("ix_cohort_members_institution_id_cohort_id"), "cohort_members", ["institution_id", "cohort_id"]
    )
    op.create_table(
        "cohort_events",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.CheckConstraint("kind in ('joined', 'left')", name=op.f("ck_cohort_events_kind")),
        *_of_student_and_cohort("cohort_events"),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "event_id", name=op.f("pk_cohort_events")),
    )
    op.create_index(
        op.f("ix_cohort_events_institution_id_cohort_id_occurred_at_event_id"),
        "cohort_events",
        ["institution_id", "cohort_id", "occurred_at", "event_id"],
    )
    for statement in statements_of("0021_saved_cohorts"):
        op.execute(statement)


def _of_student_and_cohort(table: str) -> list[sa.ForeignKeyConstraint]:
    keys = ["institution_id", "cohort_id", "owner_id"]
    return [
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f(f"fk_{table}_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            keys,
            [f"saved_cohorts.{each}" for each in keys],
            name=op.f(f"fk_{table}_institution_id_cohort_id_owner_id"),
            ondelete="CASCADE",
        ),
    ]


def downgrade() -> None:
    raise NotImplementedError("which lists staff kept of students is not thrown away")
