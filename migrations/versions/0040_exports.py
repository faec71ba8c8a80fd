"""Exports: which data sets systems took out, for what, and whose data were in them."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("students", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "dataset in ('students', 'scores', 'activity', 'attendance', 'marks')",
            name=op.f("ck_exports_dataset"),
        ),
        sa.CheckConstraint("format in ('parquet', 'csv')", name=op.f("ck_exports_format")),
        sa.CheckConstraint("outcome in ('sent', 'refused')", name=op.f("ck_exports_outcome")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_exports_forward")),
        sa.CheckConstraint(
            "outcome = 'sent' or (rows = 0 and finished_at is null)", name=op.f("ck_exports_refused")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_exports_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "export_id", name=op.f("pk_exports")),
    )
    op.create_index(
        op.f("ix_exports_institution_id_begun_at_export_id"),
        "exports",
        ["institution_id", "begun_at", "export_id"],
    )
    op.create_table(
        "export_places",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_export_places_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", name=op.f("pk_export_places")),
        sa.UniqueConstraint("institution_id", "place", name=op.f("uq_export_places_institution_id_place")),
    )
    for statement in statements_of("0040_exports"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
