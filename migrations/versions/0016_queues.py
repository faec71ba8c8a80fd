"""Queues: open cases by when they are due, with all that is counted in an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_cases_queue",
            "cases",
            ["institution_id", "due_on", "case_id"],
            postgresql_include=["student_id", "waiting_until", "owner_id", "team_id", "roles"],
            postgresql_where=sa.text("closed_at is null"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.drop_index("ix_cases_due", "cases", postgresql_concurrently=True, if_exists=True)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
