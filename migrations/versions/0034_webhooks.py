"""Webhooks: receivers, and the outbox of messages to them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("event_types", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret_number", sa.Integer(), nullable=False),
        sa.Column("secret_digest", sa.Text(), nullable=False),
        sa.Column("former_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_because", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "disabled_because in ('administrator', 'gone', 'key_changed')",
            name=op.f("ck_webhooks_disabled_because"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_webhooks_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "created_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_webhooks_institution_id_created_by"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "webhook_id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_messages",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("sections", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "attempts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'delivered', 'given_up', 'withheld')",
            name=op.f("ck_webhook_messages_state"),
        ),
        sa.CheckConstraint("tried >= 0", name=op.f("ck_webhook_messages_tried")),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_webhook_messages_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "webhook_id"],
            ["webhooks.institution_id", "webhooks.webhook_id"],
            name=op.f("fk_webhook_messages_institution_id_webhook_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "event_id", "webhook_id", name=op.f("pk_webhook_messages")
        ),
    )
    waiting = sa.text("state = 'waiting'")
    for name, columns in (("due", ["next_at"]), ("order", ["student_id", "sequence"])):
        op.create_index(
            f"ix_webhook_messages_{name}",
            "webhook_messages",
            ["institution_id", "webhook_id", *columns],
            postgresql_where=waiting,
        )
    listed = ["institution_id", "webhook_id", "occurred_at", "event_id"]
    op.create_index("ix_webhook_messages_listed", "webhook_messages", listed)
    by_day = ["institution_id", "occurred_at"]
    op.create_index(op.f("ix_webhook_messages_institution_id_occurred_at"), "webhook_messages", by_day)
    for statement in statements_of("0034_webhooks"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
