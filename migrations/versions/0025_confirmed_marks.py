"""Confirmed marks: since when the board of examiners stands behind a mark."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("confirmed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
