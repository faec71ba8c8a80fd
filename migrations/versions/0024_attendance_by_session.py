"""Attendance by session: a week's register is read without the years before it."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_attendance_session",
            "attendance",
            ["institution_id", "session_id", "student_id"],
            postgresql_include=["status"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_attendance_session", "attendance")
