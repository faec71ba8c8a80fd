"""Signals: changes noticed in a student's own engagement, what waits to be judged, and trials of rules."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_attendance_authorised",
            "attendance",
            ["institution_id", "student_id"],
            postgresql_where=sa.text("status = 'authorised_absence'"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )
    op.create_table(
        "signals",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("signal_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("recovered", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_because", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("owner_role", sa.Text(), nullable=False),
        sa.Column("owner_staff_id", sa.Uuid(), nullable=True),
        sa.Column("owner_team_id", sa.Uuid(), nullable=True),
        sa.Column("judgement", sa.Text(), nullable=True),
        sa.Column("judged_by", sa.Uuid(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(judgement is null) = (judged_by is null) and (judgement is null) = (judged_at is null)",
            name=op.f("ck_signals_judged"),
        ),
        sa.CheckConstraint("(status = 'closed') = (closed_on is not null)", name=op.f("ck_signals_closed")),
        sa.CheckConstraint(
            "closed_because in ('recovered', 'data_changed', 'repeated', 'excluded', 'judged')",
            name=op.f("ck_signals_closed_because"),
        ),
        sa.CheckConstraint(
            "judgement in ('concern', 'explained', 'wrong_data')", name=op.f("ck_signals_judgement")
        ),
        sa.CheckConstraint("status in ('open', 'closed')", name=op.f("ck_signals_status")),
        sa.ForeignKeyConstraint(
            ["institution_id", "judged_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_signals_institution_id_judged_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "owner_staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_signals_institution_id_owner_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "owner_team_id"],
            ["teams.institution_id", "teams.team_id"],
            name=op.f("fk_signals_institution_id_owner_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_signals_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "signal_id", name=op.f("pk_signals")),
    )
    op.create_index(
        "uq_signals_open",
        "signals",
        ["institution_id", "student_id", "rule"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        op.f("ix_signals_institution_id_raised_at_signal_id"),
        "signals",
        ["institution_id", "raised_at", "signal_id"],
    )
    op.create_table(
        "pending_signals",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_pending_signals_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", name=op.f("pk_pending_signals")),
    )
    op.create_table(
        "signal_progress",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("done_to", sa.Uuid(), nullable=True),
        sa.Column("weekly", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_signal_progress_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_signal_progress")),
    )
    op.create_table(
        "signal_trials",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("figures", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_signal_trials_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_signal_trials_institution_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "academic_year", "number", name=op.f("pk_signal_trials")),
        sa.UniqueConstraint(
            "institution_id", "question", name=op.f("uq_signal_trials_institution_id_question")
        ),
    )
    for statement in statements_of("0010_signals"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("signals that were raised are not forgotten")
