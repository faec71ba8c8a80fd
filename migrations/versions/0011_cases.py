"""Cases: students whom somebody tries to reach, every attempt and step, and how they can be reached."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0011"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("other_sources", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_role", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("rung_on", sa.Date(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("waiting_until", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("assignment_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("need_kind", sa.Text(), nullable=True),
        sa.Column("need_reason", sa.Text(), nullable=True),
        sa.Column("first_attempt_on", sa.Date(), nullable=True),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("reached_rung", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at is not null) and (closed_at is null) = (outcome is null)",
            name=op.f("ck_cases_closed"),
        ),
        sa.CheckConstraint(
            "answer in ('fine', 'call_me', 'wrong_data', 'support')", name=op.f("ck_cases_answer")
        ),
        sa.CheckConstraint("need_kind in ('legal', 'safeguarding')", name=op.f("ck_cases_need_kind")),
        sa.CheckConstraint(
            "outcome in ('reached_ok', 'support_offered', 'support_declined', 'referred',"
            " 'emergency_policy_started', 'explained', 'wrong_data', 'duplicate')",
            name=op.f("ck_cases_outcome"),
        ),
        sa.CheckConstraint(
            "state in ('open', 'attempting', 'handed_over', 'reached', 'closed')", name=op.f("ck_cases_state")
        ),
        sa.CheckConstraint("(need_kind is null) = (need_reason is null)", name=op.f("ck_cases_need")),
        sa.ForeignKeyConstraint(
            ["institution_id", "closed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_cases_institution_id_closed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "opened_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_cases_institution_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "owner_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_cases_institution_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_cases_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "team_id"],
            ["teams.institution_id", "teams.team_id"],
            name=op.f("fk_cases_institution_id_team_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "case_id", name=op.f("pk_cases")),
    )
    op.create_index(
        "ix_cases_answered",
        "cases",
        ["institution_id", "due_on", "case_id"],
        unique=False,
        postgresql_where=sa.text("answer is not null"),
    )
    op.create_index(
        "ix_cases_due",
        "cases",
        ["institution_id", "due_on", "case_id"],
        unique=False,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_index("ix_cases_opened", "cases", ["institution_id", "opened_at"], unique=False)
    op.create_index(
        "uq_cases_open",
        "cases",
        ["institution_id", "student_id"],
        unique=True,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "contact_attempts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("need_kind", sa.Text(), nullable=True),
        sa.Column("need_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "channel in ('university_email', 'personal_email', 'teams_message', 'teams_call', 'phone', 'sms',"
            " 'visit', 'emergency_contact')",
            name=op.f("ck_contact_attempts_channel"),
        ),
        sa.CheckConstraint(
            "need_kind in ('legal', 'safeguarding')", name=op.f("ck_contact_attempts_need_kind")
        ),
        sa.CheckConstraint(
            "outcome in ('sent', 'left_message', 'no_answer', 'not_delivered', 'reached', 'declined')",
            name=op.f("ck_contact_attempts_outcome"),
        ),
        sa.CheckConstraint(
            "(need_kind is null) = (need_reason is null)", name=op.f("ck_contact_attempts_need")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_contact_attempts_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id", "case_id"],
            ["cases.institution_id", "cases.student_id", "cases.case_id"],
            name=op.f("fk_contact_attempts_institution_id_student_id_case_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "case_id", "sequence", name=op.f("pk_contact_attempts")
        ),
    )
    op.create_index(
        "uq_contact_attempts_corrects",
        "contact_attempts",
        ["institution_id", "student_id", "case_id", "corrects"],
        unique=True,
        postgresql_where=sa.text("corrects is not null"),
    )
    op.create_table(
        "case_steps",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("next_rung", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "answer in ('fine', 'call_me', 'wrong_data', 'support')", name=op.f("ck_case_steps_answer")
        ),
        sa.CheckConstraint(
            "kind in ('opened', 'handed_over', 'skipped', 'owner_changed', 'answered', 'closed')",
            name=op.f("ck_case_steps_kind"),
        ),
        sa.CheckConstraint(
            "outcome in ('reached_ok', 'support_offered', 'support_declined', 'referred',"
            " 'emergency_policy_started', 'explained', 'wrong_data', 'duplicate')",
            name=op.f("ck_case_steps_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "owner_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_case_steps_institution_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_case_steps_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id", "case_id"],
            ["cases.institution_id", "cases.student_id", "cases.case_id"],
            name=op.f("fk_case_steps_institution_id_student_id_case_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "team_id"],
            ["teams.institution_id", "teams.team_id"],
            name=op.f("fk_case_steps_institution_id_team_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "case_id", "sequence", name=op.f("pk_case_steps")
        ),
    )
    op.create_table(
        "contact_details",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("university_email", sa.Text(), nullable=True),
        sa.Column("personal_email", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("term_address", sa.Text(), nullable=True),
        sa.Column("emergency_name", sa.Text(), nullable=True),
        sa.Column("emergency_relationship", sa.Text(), nullable=True),
        sa.Column("emergency_telephone", sa.Text(), nullable=True),
        sa.Column("photograph", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_contact_details_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", name=op.f("pk_contact_details")),
    )
    for statement in statements_of("0011_cases"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("cases and attempts would be lost")
