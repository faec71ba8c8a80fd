"""Report contacts: what Schools document of contacts with their students, version by version."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_contacts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report_contact_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("contacted_on", sa.Date(), nullable=True),
        sa.Column("contacted_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_report_contacts_version")),
        sa.CheckConstraint(
            "(channel is null) = (outcome is null) and (channel is null) = (contacted_on is null)",
            name=op.f("ck_report_contacts_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "org_unit_id"],
            ["org_units.institution_id", "org_units.org_unit_id"],
            name=op.f("fk_report_contacts_institution_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "recorded_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_report_contacts_institution_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_report_contacts_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "week", "version", name=op.f("pk_report_contacts")
        ),
    )
    for statement in statements_of("0019_report_contacts"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what Schools documented is not thrown away")
