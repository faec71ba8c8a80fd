"""Requests: what was done when one was upheld, wholly or partly."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0021"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "rights_requests",
        sa.Column("account", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    )
    for statement in statements_of("0021_rights_requests"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what students have asked is not thrown away")
