"""Exchange: calendar addresses, and answers kept for requests that are sent again."""

import sqlalchemy as sa
from alembic import op

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
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "institution_id", "login_digest", "key_digest", name=op.f("pk_idempotency_keys")
        ),
    )
    op.create_index(op.f("ix_idempotency_keys_kept_until"), "idempotency_keys", ["kept_until"], unique=False)
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
