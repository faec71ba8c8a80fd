"""Support: teams, and the students whose cases were handed to them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_teams_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "team_id", name=op.f("pk_teams")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_teams_institution_id_code")),
    )
    op.create_table(
        "assignments",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(closed_at is null) = (closed_by is null) and (closed_at is null) = (closing_reason is null)",
            name=op.f("ck_assignments_closed"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "closed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_assignments_institution_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "opened_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_assignments_institution_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_assignments_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "team_id"],
            ["teams.institution_id", "teams.team_id"],
            name=op.f("fk_assignments_institution_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "assignment_id", name=op.f("pk_assignments")),
    )
    op.create_index(
        op.f("ix_assignments_institution_id_team_id"),
        "assignments",
        ["institution_id", "team_id"],
        unique=False,
    )
    op.create_index(
        "uq_assignments_open",
        "assignments",
        ["institution_id", "student_id", "team_id"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "team_members",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_before is null or ends_before >= starts_on", name=op.f("ck_team_members_forward")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_team_members_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "team_id"],
            ["teams.institution_id", "teams.team_id"],
            name=op.f("fk_team_members_institution_id_team_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "team_id", "staff_id", "starts_on", name=op.f("pk_team_members")
        ),
    )
    op.create_index(
        op.f("ix_team_members_institution_id_staff_id"),
        "team_members",
        ["institution_id", "staff_id"],
        unique=False,
    )


def downgrade() -> None:
    raise NotImplementedError("a first release has nothing to go back to")
