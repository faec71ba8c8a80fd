"""People: the institution, what it teaches, its staff and students, and who is in whose charge."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "institutions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), server_default=sa.text("'Europe/London'"), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("disclosure_salt", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("code", name=op.f("uq_institutions_code")),
    )
    op.create_table(
        "org_units",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('college', 'unit')", name=op.f("ck_org_units_kind")),
        sa.ForeignKeyConstraint(
            ["institution_id", "parent_id"],
            ["org_units.institution_id", "org_units.org_unit_id"],
            name=op.f("fk_org_units_institution_id_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_org_units_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "org_unit_id", name=op.f("pk_org_units")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_org_units_institution_id_code")),
    )
    op.create_table(
        "staff",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_staff_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "staff_id", name=op.f("pk_staff")),
        sa.UniqueConstraint("institution_id", "number", name=op.f("uq_staff_institution_id_number")),
    )
    op.create_table(
        "students",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_students_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", name=op.f("pk_students")),
        sa.UniqueConstraint("institution_id", "number", name=op.f("uq_students_institution_id_number")),
    )
    op.create_table(
        "grants",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("year_of_study", sa.SmallInteger(), nullable=True),
        sa.Column("sponsored_only", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'requested') = (decided_at is null) and (decided_at is null) = (decided_by is null)",
            name=op.f("ck_grants_decided"),
        ),
        sa.CheckConstraint("(status = 'revoked') = (revoked_at is not null)", name=op.f("ck_grants_revoked")),
        sa.CheckConstraint(
            "status in ('requested', 'approved', 'refused', 'revoked', 'superseded')",
            name=op.f("ck_grants_status"),
        ),
        sa.CheckConstraint(
            "decided_by is null or decided_by <> requested_by", name=op.f("ck_grants_another_decides")
        ),
        sa.CheckConstraint("ends_before > starts_on", name=op.f("ck_grants_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "decided_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_grants_institution_id_decided_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "org_unit_id"],
            ["org_units.institution_id", "org_units.org_unit_id"],
            name=op.f("fk_grants_institution_id_org_unit_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "requested_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_grants_institution_id_requested_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "reviewed_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_grants_institution_id_reviewed_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "revoked_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_grants_institution_id_revoked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_grants_institution_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "grant_id", name=op.f("pk_grants")),
    )
    op.create_index(
        op.f("ix_grants_institution_id_requested_at"),
        "grants",
        ["institution_id", "requested_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_grants_institution_id_staff_id"), "grants", ["institution_id", "staff_id"], unique=False
    )
    op.create_table(
        "logins",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("num_nonnulls(student_id, staff_id) <= 1", name=op.f("ck_logins_one_person")),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_logins_institution_id_staff_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_logins_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_logins_institution_id")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_logins")),
    )
    op.create_index(
        op.f("ix_logins_institution_id_staff_id"), "logins", ["institution_id", "staff_id"], unique=False
    )
    op.create_index(
        op.f("ix_logins_institution_id_student_id"), "logins", ["institution_id", "student_id"], unique=False
    )
    op.create_table(
        "modules",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "org_unit_id"],
            ["org_units.institution_id", "org_units.org_unit_id"],
            name=op.f("fk_modules_institution_id_org_unit_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "module_id", name=op.f("pk_modules")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_modules_institution_id_code")),
    )
    op.create_table(
        "programmes",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "org_unit_id"],
            ["org_units.institution_id", "org_units.org_unit_id"],
            name=op.f("fk_programmes_institution_id_org_unit_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "programme_id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_programmes_institution_id_code")),
    )
    op.create_table(
        "student_identifiers",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_student_identifiers_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "system", "identifier", name=op.f("pk_student_identifiers")
        ),
        sa.UniqueConstraint(
            "institution_id",
            "system",
            "identifier",
            name=op.f("uq_student_identifiers_institution_id_system_identifier"),
        ),
    )
    op.create_table(
        "training_records",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_before > completed_on", name=op.f("ck_training_records_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_training_records_institution_id_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "training_id", name=op.f("pk_training_records")),
    )
    op.create_index(
        op.f("ix_training_records_institution_id_staff_id"),
        "training_records",
        ["institution_id", "staff_id"],
        unique=False,
    )
    op.create_table(
        "tutorships",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("ended_by is null or ends_before is not null", name=op.f("ck_tutorships_ended")),
        sa.CheckConstraint(
            "ends_before is null or ends_before >= starts_on", name=op.f("ck_tutorships_forward")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "ended_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_tutorships_institution_id_ended_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_tutorships_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_tutorships_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "staff_id", "starts_on", name=op.f("pk_tutorships")
        ),
    )
    op.create_index(
        op.f("ix_tutorships_institution_id_staff_id_student_id"),
        "tutorships",
        ["institution_id", "staff_id", "student_id"],
        unique=False,
    )
    op.create_table(
        "module_runs",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_id"],
            ["modules.institution_id", "modules.module_id"],
            name=op.f("fk_module_runs_institution_id_module_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "module_run_id", name=op.f("pk_module_runs")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_module_runs_institution_id_code")),
    )
    op.create_table(
        "registrations",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("college_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("study_mode", sa.Text(), nullable=False),
        sa.Column("residence", sa.Text(), nullable=False),
        sa.Column("year_of_study", sa.SmallInteger(), nullable=True),
        sa.Column("sponsored", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "level in ('undergraduate', 'postgraduate_taught', 'postgraduate_research')",
            name=op.f("ck_registrations_level"),
        ),
        sa.CheckConstraint(
            "residence in ('on_campus', 'off_campus', 'unknown')", name=op.f("ck_registrations_residence")
        ),
        sa.CheckConstraint(
            "study_mode in ('full_time', 'part_time', 'online', 'placement', 'abroad')",
            name=op.f("ck_registrations_study_mode"),
        ),
        sa.CheckConstraint(
            "ends_before is null or ends_before > starts_on", name=op.f("ck_registrations_forward")
        ),
        sa.CheckConstraint("year_of_study between 0 and 20", name=op.f("ck_registrations_year_of_study")),
        sa.ForeignKeyConstraint(
            ["institution_id", "college_id"],
            ["org_units.institution_id", "org_units.org_unit_id"],
            name=op.f("fk_registrations_institution_id_college_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "programme_id"],
            ["programmes.institution_id", "programmes.programme_id"],
            name=op.f("fk_registrations_institution_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_registrations_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "starts_on", name=op.f("pk_registrations")),
    )
    op.create_index(
        op.f("ix_registrations_institution_id_college_id"),
        "registrations",
        ["institution_id", "college_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_registrations_institution_id_programme_id"),
        "registrations",
        ["institution_id", "programme_id"],
        unique=False,
    )
    op.create_table(
        "enrolments",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_run_id"],
            ["module_runs.institution_id", "module_runs.module_run_id"],
            name=op.f("fk_enrolments_institution_id_module_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_enrolments_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "module_run_id", name=op.f("pk_enrolments")),
    )
    op.create_index(
        op.f("ix_enrolments_institution_id_module_run_id"),
        "enrolments",
        ["institution_id", "module_run_id"],
        unique=False,
    )
    op.create_table(
        "teaching",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "module_run_id"],
            ["module_runs.institution_id", "module_runs.module_run_id"],
            name=op.f("fk_teaching_institution_id_module_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_teaching_institution_id_staff_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "module_run_id", "staff_id", name=op.f("pk_teaching")),
    )
    op.create_index(
        op.f("ix_teaching_institution_id_staff_id"), "teaching", ["institution_id", "staff_id"], unique=False
    )


def downgrade() -> None:
    raise NotImplementedError("a first release has nothing to go back to")
