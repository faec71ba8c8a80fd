"""Launches by learning platforms: what was used once, for as long as it could come again."""

import sqlalchemy as sa
from alembic import op

from app.db.migrate import statements_of

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "launch_marks",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_launch_marks")),
    )
    op.create_index(op.f("ix_launch_marks_kept_until"), "launch_marks", ["kept_until"])
    for statement in statements_of("0042_launches"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
