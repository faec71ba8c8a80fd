"""Activity: events, the daily amounts they add up to, and when sources were down."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_months",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sources", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("amounts", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(amounts) = 248 * cardinality(sources)", name=op.f("ck_activity_months_amounts")
        ),
        sa.PrimaryKeyConstraint("institution_id", "student_id", "month", name=op.f("pk_activity_months")),
    )
    op.create_table(
        "events",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=True),
        sa.Column("object", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("version", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("quantity > 0 and quantity < 'infinity'", name=op.f("ck_events_quantity")),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "academic_year", "event_id", name=op.f("pk_events")
        ),
        postgresql_partition_by="RANGE (academic_year)",
    )
    op.create_index(
        op.f("ix_events_institution_id_student_id_day"),
        "events",
        ["institution_id", "student_id", "day"],
        unique=False,
    )
    op.create_table(
        "module_activity_months",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("module_run_id", sa.Uuid(), nullable=False),
        sa.Column("amounts", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(amounts) = 248", name=op.f("ck_module_activity_months_amounts")),
        sa.PrimaryKeyConstraint(
            "institution_id",
            "student_id",
            "month",
            "source",
            "module_run_id",
            name=op.f("pk_module_activity_months"),
        ),
    )
    op.create_table(
        "deliveries",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("data_as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_deliveries_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "source", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "source_outages",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("outage_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_before > starts_on", name=op.f("ck_source_outages_forward")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_source_outages_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "outage_id", name=op.f("pk_source_outages")),
    )
    op.create_table(
        "waiting_events",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("module_run", sa.Text(), nullable=True),
        sa.Column("object", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("version", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_waiting_events_institution_id")
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "system", "identifier", "event_id", name=op.f("pk_waiting_events")
        ),
    )
    op.create_table(
        "event_removals",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("through_version", sa.SmallInteger(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_event_removals_institution_id")
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "event_id", "system", "identifier", name=op.f("pk_event_removals")
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("a first release has nothing to go back to")
