"""Exchange: calendar addresses, receipts of deliveries, and answers kept for requests that are sent again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("login_digest", sa.LargeBinary(), nullable=False),
        sa.Column("key_digest", sa.LargeBinary(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "(request_digest is null) = (sealed is null)", name=op.f("ck_idempotency_keys_forgotten")
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "login_digest", "key_digest", name=op.f("pk_idempotency_keys")
        ),
    )
    op.create_index(op.f("ix_idempotency_keys_kept_until"), "idempotency_keys", ["kept_until"], unique=False)
    op.create_index(
        op.f("ix_idempotency_keys_about"), "idempotency_keys", ["about"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "delivery_receipts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sources", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("data_as_of", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_delivery_receipts_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "delivery_id", name=op.f("pk_delivery_receipts")),
    )
    op.create_index(
        op.f("ix_delivery_receipts_institution_id_issuer_subject_delivered_at"),
        "delivery_receipts",
        ["institution_id", "issuer", "subject", "delivered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_delivery_receipts_delivered_at"), "delivery_receipts", ["delivered_at"], unique=False
    )
    op.create_table(
        "calendar_links",
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_calendar_links_institution_id")
        ),
        sa.PrimaryKeyConstraint("secret_digest", name=op.f("pk_calendar_links")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_calendar_links_issuer_subject")),
    )


def downgrade() -> None:
    raise NotImplementedError("a first release has nothing to go back to")
