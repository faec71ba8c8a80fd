"""The student's record: sessions and attendance, assessments and marks, careers, meetings and notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exam_periods",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("exam_period_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_before > starts_on", name=op.f("ck_exam_periods_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_exam_periods_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "exam_period_id", name=op.f("pk_exam_periods")),
    )
    op.create_table(
        "career_stages",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_career_stages_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "recorded_on", name=op.f("pk_career_stages")),
    )
    op.create_table(
        "meetings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("created_by in ('student', 'staff')", name=op.f("ck_meetings_created_by")),
        sa.CheckConstraint("status in ('planned', 'cancelled')", name=op.f("ck_meetings_status")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meetings_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_meetings_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_meetings_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "meeting_id", name=op.f("pk_meetings")),
    )
    op.create_index(
        op.f("ix_meetings_institution_id_staff_id_starts_at"),
        "meetings",
        ["institution_id", "staff_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "notes",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("issues", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("referrals", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("removal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'removed') = (removed_at is not null) and (status <> 'removed'"
            " or num_nonnulls(focus, summary, issues, referrals, follow_up_on) = 0)",
            name=op.f("ck_notes_tombstone"),
        ),
        sa.CheckConstraint("author in ('student', 'staff')", name=op.f("ck_notes_author")),
        sa.CheckConstraint("focus in ('routine', 'issue')", name=op.f("ck_notes_focus")),
        sa.CheckConstraint("status in ('draft', 'shared', 'removed')", name=op.f("ck_notes_status")),
        sa.ForeignKeyConstraint(
            ["institution_id", "removed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_notes_institution_id_removed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_notes_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_notes_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "note_id", name=op.f("pk_notes")),
    )
    op.create_table(
        "assessments",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_run_id"],
            ["module_runs.institution_id", "module_runs.module_run_id"],
            name=op.f("fk_assessments_institution_id_module_run_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "assessment_id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_assessments_institution_id_code")),
    )
    op.create_index(
        op.f("ix_assessments_institution_id_module_run_id"),
        "assessments",
        ["institution_id", "module_run_id"],
        unique=False,
    )
    op.create_table(
        "teaching_sessions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("for_everyone", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind in ('lecture', 'seminar', 'tutorial', 'practical', 'clinical_skills')",
            name=op.f("ck_teaching_sessions_kind"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_teaching_sessions_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_run_id"],
            ["module_runs.institution_id", "module_runs.module_run_id"],
            name=op.f("fk_teaching_sessions_institution_id_module_run_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "session_id", name=op.f("pk_teaching_sessions")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_teaching_sessions_institution_id_code")),
    )
    op.create_index(
        op.f("ix_teaching_sessions_institution_id_module_run_id_starts_at"),
        "teaching_sessions",
        ["institution_id", "module_run_id", "starts_at"],
        unique=False,
    )
    op.create_table(
        "attendance",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status in ('present', 'absent', 'authorised_absence')", name=op.f("ck_attendance_status")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "session_id"],
            ["teaching_sessions.institution_id", "teaching_sessions.session_id"],
            name=op.f("fk_attendance_institution_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_attendance_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "session_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "submissions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("mark", sa.Double(), nullable=True),
        sa.Column("carried_over", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "assessment_id"],
            ["assessments.institution_id", "assessments.assessment_id"],
            name=op.f("fk_submissions_institution_id_assessment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_submissions_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "assessment_id", name=op.f("pk_submissions")),
    )


def downgrade() -> None:
    raise NotImplementedError("a first release has nothing to go back to")
