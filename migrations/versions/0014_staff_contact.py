"""Staff contact: where a member of staff is reached."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("email", sa.Text(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
