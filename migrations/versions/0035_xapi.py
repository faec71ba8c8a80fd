"""Statements, their documents, and the credentials of the systems that deliver them."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_credentials",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(revoked_at is null) = (revoked_by is null)", name=op.f("ck_service_credentials_revoked")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "made_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_service_credentials_institution_id_made_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "revoked_by"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_service_credentials_institution_id_revoked_by"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_service_credentials_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "credential_id", name=op.f("pk_service_credentials")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_service_credentials_secret_digest")),
    )
    op.create_table(
        "statements",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("stored", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("authority", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=False),
        sa.Column("verb", sa.Uuid(), nullable=False),
        sa.Column("object", sa.Uuid(), nullable=False),
        sa.Column("mentions", sa.Uuid(), nullable=True),
        sa.Column("registration", sa.Uuid(), nullable=True),
        sa.Column("refers_to", sa.Uuid(), nullable=True),
        sa.Column("voids", sa.Uuid(), nullable=True),
        sa.Column("event_class", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_statements_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "statement_id", name=op.f("pk_statements")),
    )
    op.create_index(
        "ix_statements_day",
        "statements",
        ["institution_id", sa.literal_column("((occurred_at at time zone 'UTC')::date)")],
        unique=False,
    )
    op.create_index(
        op.f("ix_statements_institution_id_actor_stored"),
        "statements",
        ["institution_id", "actor", "stored"],
        unique=False,
    )
    op.create_index(
        op.f("ix_statements_institution_id_mentions_stored"),
        "statements",
        ["institution_id", "mentions", "stored"],
        unique=False,
        postgresql_where=sa.text("mentions is not null"),
    )
    op.create_index(
        op.f("ix_statements_institution_id_object_stored"),
        "statements",
        ["institution_id", "object", "stored"],
        unique=False,
    )
    op.create_index(
        op.f("ix_statements_institution_id_registration_stored"),
        "statements",
        ["institution_id", "registration", "stored"],
        unique=False,
        postgresql_where=sa.text("registration is not null"),
    )
    op.create_index(
        op.f("ix_statements_institution_id_stored"), "statements", ["institution_id", "stored"], unique=False
    )
    op.create_index(
        op.f("ix_statements_institution_id_verb_stored"),
        "statements",
        ["institution_id", "verb", "stored"],
        unique=False,
    )
    op.create_index(
        op.f("ix_statements_institution_id_voids"),
        "statements",
        ["institution_id", "voids"],
        unique=False,
        postgresql_where=sa.text("voids is not null"),
    )
    op.create_table(
        "statement_mentions",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("mention", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('agent', 'related_agent', 'related_activity')", name=op.f("ck_statement_mentions_kind")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_statement_mentions_institution_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "mention", "kind", "mentions", name=op.f("pk_statement_mentions")
        ),
    )
    op.create_index(
        op.f("ix_statement_mentions_institution_id_mentions"),
        "statement_mentions",
        ["institution_id", "mentions"],
        unique=False,
    )
    op.create_table(
        "statement_targets",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "statement_id"],
            ["statements.institution_id", "statements.statement_id"],
            name=op.f("fk_statement_targets_institution_id_statement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "statement_id", "target_id", name=op.f("pk_statement_targets")
        ),
    )
    op.create_index(
        op.f("ix_statement_targets_institution_id_target_id"),
        "statement_targets",
        ["institution_id", "target_id"],
        unique=False,
    )
    op.create_table(
        "statement_attachments",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("sha2", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "statement_id"],
            ["statements.institution_id", "statements.statement_id"],
            name=op.f("fk_statement_attachments_institution_id_statement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "statement_id", "sha2", name=op.f("pk_statement_attachments")
        ),
    )
    op.create_table(
        "statement_agents",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_statement_agents_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "agent", "system", name=op.f("pk_statement_agents")),
    )
    op.create_index(
        op.f("ix_statement_agents_institution_id_system_identifier"),
        "statement_agents",
        ["institution_id", "system", "identifier"],
        unique=False,
    )
    op.create_table(
        "statement_activities",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=False),
        sa.Column("said", sa.Uuid(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_statement_activities_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "activity", "said", name=op.f("pk_statement_activities")),
    )
    op.create_table(
        "statement_authorities",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("authority", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_statement_authorities_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "authority", name=op.f("pk_statement_authorities")),
    )
    op.create_table(
        "statement_classes",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("event_class", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_statement_classes_institution_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "event_class", "fate", "share", name=op.f("pk_statement_classes")
        ),
    )
    op.create_table(
        "activity_documents",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("document_key", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("activity", sa.Uuid(), nullable=True),
        sa.Column("agent", sa.Uuid(), nullable=True),
        sa.Column("registration", sa.Uuid(), nullable=True),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('state', 'activity_profile', 'agent_profile')", name=op.f("ck_activity_documents_kind")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.institution_id"],
            name=op.f("fk_activity_documents_institution_id"),
        ),
        sa.PrimaryKeyConstraint("institution_id", "document_key", name=op.f("pk_activity_documents")),
    )
    op.create_index(
        op.f("ix_activity_documents_institution_id_agent"),
        "activity_documents",
        ["institution_id", "agent"],
        unique=False,
        postgresql_where=sa.text("agent is not null"),
    )
    op.create_index(
        op.f("ix_activity_documents_institution_id_kind_activity_agent"),
        "activity_documents",
        ["institution_id", "kind", "activity", "agent"],
        unique=False,
    )

    for statement in statements_of("0035_xapi"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was delivered since would be lost")
