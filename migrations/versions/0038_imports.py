"""Imports: files that systems send whole, their bytes until they are worked on, and what became of rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_read", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column(
            "figures",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("further", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("refused_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind in ('events', 'replay', 'sessions', 'attendance', 'marks', 'career_stages', 'roster',"
            " 'oneroster', 'udd')",
            name=op.f("ck_imports_kind"),
        ),
        sa.CheckConstraint(
            "media_type in ('application/zip', 'text/csv', 'text/tab-separated-values',"
            " 'application/x-ndjson')",
            name=op.f("ck_imports_media_type"),
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'running', 'done', 'refused')", name=op.f("ck_imports_state")
        ),
        sa.CheckConstraint(
            "(finished_at is not null) = (state in ('done', 'refused'))", name=op.f("ck_imports_finished")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.institution_id"], name=op.f("fk_imports_institution_id")
        ),
        sa.PrimaryKeyConstraint("institution_id", "import_id", name=op.f("pk_imports")),
    )
    op.create_index(
        "ix_imports_listed", "imports", ["institution_id", "issuer", "subject", "submitted_at", "import_id"]
    )
    op.create_index(
        "ix_imports_unfinished",
        "imports",
        ["institution_id", "sequence"],
        postgresql_where=sa.text("finished_at is null"),
    )
    op.create_index(op.f("ix_imports_submitted_at"), "imports", ["submitted_at"])
    op.create_table(
        "import_parts",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "import_id"],
            ["imports.institution_id", "imports.import_id"],
            name=op.f("fk_import_parts_institution_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "import_id", "number", name=op.f("pk_import_parts")),
    )
    op.create_table(
        "import_findings",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('rejected', 'conflict', 'unknown', 'refused', 'not_mapped', 'ignored')",
            name=op.f("ck_import_findings_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "import_id"],
            ["imports.institution_id", "imports.import_id"],
            name=op.f("fk_import_findings_institution_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("institution_id", "import_id", "number", name=op.f("pk_import_findings")),
    )
    for statement in statements_of("0038_imports"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
