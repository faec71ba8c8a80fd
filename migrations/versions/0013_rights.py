"""Rights: requests, copies of the data, and corrections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rights_requests",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at is not null) and (answered_at is null) = (outcome is null)",
            name=op.f("ck_rights_requests_answered"),
        ),
        sa.CheckConstraint(
            "kind in ('access', 'rectification', 'erasure', 'restriction', 'objection', 'complaint')",
            name=op.f("ck_rights_requests_kind"),
        ),
        sa.CheckConstraint(
            "outcome in ('provided', 'upheld', 'refused')", name=op.f("ck_rights_requests_outcome")
        ),
        sa.CheckConstraint(
            "state in ('received', 'awaiting_identity', 'paused', 'extended', 'answered')",
            name=op.f("ck_rights_requests_state"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "answered_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_rights_requests_institution_id_answered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_rights_requests_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "request_id", name=op.f("pk_rights_requests")
        ),
    )
    op.create_index(
        "ix_rights_requests_due",
        "rights_requests",
        ["institution_id", "due_on", "request_id"],
        unique=False,
        postgresql_where=sa.text("state <> 'answered'"),
    )
    op.create_index(
        "uq_rights_requests_open",
        "rights_requests",
        ["institution_id", "student_id", "kind", "about"],
        unique=True,
        postgresql_where=sa.text("state <> 'answered'"),
    )
    op.create_table(
        "data_copies",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("copied_to", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("assembled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_until", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("page", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("audience in ('student', 'staff')", name=op.f("ck_data_copies_audience")),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_data_copies_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "request_id", "audience", name=op.f("pk_data_copies")
        ),
    )
    op.create_index(
        op.f("ix_data_copies_institution_id_available_until"),
        "data_copies",
        ["institution_id", "available_until"],
        unique=False,
    )
    op.create_table(
        "corrections",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("what_is_wrong", sa.Text(), nullable=False),
        sa.Column("recorded", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("should_be", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_as", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("replaced", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("told", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("told_staff", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'attendance') = (session_id is not null)"
            " and (kind = 'mark') = (assessment_id is not null)"
            " and (kind = 'activity') = (source is not null and day is not null)",
            name=op.f("ck_corrections_about"),
        ),
        sa.CheckConstraint("(state = 'open') = (decided_at is null)", name=op.f("ck_corrections_decided")),
        sa.CheckConstraint("kind in ('attendance', 'mark', 'activity')", name=op.f("ck_corrections_kind")),
        sa.CheckConstraint("state in ('open', 'accepted', 'refused')", name=op.f("ck_corrections_state")),
        sa.ForeignKeyConstraint(
            ["institution_id", "assessment_id"],
            ["assessments.institution_id", "assessments.assessment_id"],
            name=op.f("fk_corrections_institution_id_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "decided_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_corrections_institution_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "session_id"],
            ["teaching_sessions.institution_id", "teaching_sessions.session_id"],
            name=op.f("fk_corrections_institution_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_corrections_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "correction_id", name=op.f("pk_corrections")),
    )
    op.create_index(
        "ix_corrections_queue",
        "corrections",
        ["institution_id", "asked_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_corrections_told", "corrections", ["told_staff"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "uq_corrections_open",
        "corrections",
        ["institution_id", "student_id", "about"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    for statement in statements_of("0013_rights"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what students have asked is not thrown away")
