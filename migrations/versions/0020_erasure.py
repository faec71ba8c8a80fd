"""Erasure and restriction: whose data are stored and not used, what was erased, and who is left out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("students", sa.Column("erased", sa.Text(), nullable=True))
    op.create_table(
        "restrictions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("restriction_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restricted_by", sa.Uuid(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(told_on, notice, lifted_at, lifted_by) in (0, 4)",
            name=op.f("ck_restrictions_lifted"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "lifted_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_restrictions_institution_id_lifted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "restricted_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_restrictions_institution_id_restricted_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_restrictions_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "restriction_id", name=op.f("pk_restrictions")
        ),
    )
    op.create_index(
        "uq_restrictions_open",
        "restrictions",
        ["institution_id", "student_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_table(
        "erasures",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("digests", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("kept_as", sa.Uuid(), nullable=False),
        sa.Column("anonymise", sa.Boolean(), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "erased_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_erasures_institution_id_erased_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_erasures_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "erasure_id", name=op.f("pk_erasures")),
    )
    op.create_index(
        op.f("ix_erasures_digests"), "erasures", ["digests"], unique=False, postgresql_using="gin"
    )
    for name in ("0020_restriction", "0020_erasure"):
        for statement in statements_of(name):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
