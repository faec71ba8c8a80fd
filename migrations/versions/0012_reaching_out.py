"""Reaching out: objectives, remarks, referrals, invitations to groups, and messages prepared for students."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_interventions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("group_intervention_id", sa.Uuid(), nullable=False),
        sa.Column("organised_by", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arranged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_group_interventions_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "organised_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_group_interventions_institution_id_organised_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_group_interventions_institution_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "group_intervention_id", name=op.f("pk_group_interventions")
        ),
        sa.UniqueConstraint(
            "institution_id", "group_intervention_id", "organised_by", name="uq_group_interventions_organiser"
        ),
    )
    op.create_index(
        op.f("ix_group_interventions_institution_id_organised_by"),
        "group_interventions",
        ["institution_id", "organised_by"],
        unique=False,
    )
    op.create_table(
        "objectives",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(author = 'staff') = (staff_id is not null)", name=op.f("ck_objectives_by_a_side")
        ),
        sa.CheckConstraint("author in ('student', 'staff')", name=op.f("ck_objectives_author")),
        sa.CheckConstraint(
            "outcome in ('achieved', 'given_up', 'replaced')", name=op.f("ck_objectives_outcome")
        ),
        sa.CheckConstraint(
            "(closed_at is null) = (outcome is null) and (closed_at is not null or closed_by is null)",
            name=op.f("ck_objectives_closed"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "closed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_objectives_institution_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_objectives_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_objectives_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "objective_id", name=op.f("pk_objectives")),
    )
    op.create_table(
        "prepared_messages",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.Uuid(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "prepared_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_prepared_messages_institution_id_prepared_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_prepared_messages_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "message_id", name=op.f("pk_prepared_messages")
        ),
    )
    op.create_table(
        "remarks",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("remark_id", sa.Uuid(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_day is null or last_day >= first_day", name=op.f("ck_remarks_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_remarks_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "remark_id", name=op.f("pk_remarks")),
    )
    op.create_table(
        "group_invitations",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("group_intervention_id", sa.Uuid(), nullable=False),
        sa.Column("organised_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "group_intervention_id", "organised_by"],
            [
                "group_interventions.institution_id",
                "group_interventions.group_intervention_id",
                "group_interventions.organised_by",
            ],
            name="fk_group_invitations_organiser",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_group_invitations_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "group_intervention_id", name=op.f("pk_group_invitations")
        ),
    )
    op.create_index(
        op.f("ix_group_invitations_institution_id_group_intervention_id"),
        "group_invitations",
        ["institution_id", "group_intervention_id"],
        unique=False,
    )
    op.create_table(
        "objective_progress",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("progress_id", sa.Uuid(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(author = 'staff') = (staff_id is not null)", name=op.f("ck_objective_progress_by_a_side")
        ),
        sa.CheckConstraint("author in ('student', 'staff')", name=op.f("ck_objective_progress_author")),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_objective_progress_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id", "objective_id"],
            ["objectives.institution_id", "objectives.student_id", "objectives.objective_id"],
            name=op.f("fk_objective_progress_institution_id_student_id_objective_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "objective_id", "progress_id", name=op.f("pk_objective_progress")
        ),
    )
    op.create_table(
        "referrals",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("agreed_how", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "agreed_how in ('in_person', 'by_telephone', 'in_writing', 'online')",
            name=op.f("ck_referrals_agreed_how"),
        ),
        sa.CheckConstraint(
            "outcome in ('helped', 'not_needed', 'not_reached', 'passed_on')",
            name=op.f("ck_referrals_outcome"),
        ),
        sa.CheckConstraint(
            "(answered_at is null) = (answered_by is null) and (answered_at is null) = (answer is null)",
            name=op.f("ck_referrals_answered"),
        ),
        sa.CheckConstraint("(taken_at is null) = (taken_by is null)", name=op.f("ck_referrals_taken")),
        sa.ForeignKeyConstraint(
            ["institution_id", "answered_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_referrals_institution_id_answered_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id", "referral_id"],
            ["assignments.institution_id", "assignments.student_id", "assignments.assignment_id"],
            name=op.f("fk_referrals_institution_id_student_id_referral_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "taken_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_referrals_institution_id_taken_by"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "referral_id", name=op.f("pk_referrals")),
    )

    for statement in statements_of("0012_reaching_out"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what students and staff entered is not thrown away")
