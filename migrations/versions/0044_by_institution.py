"""Functions name the institution by a value, so that a spread database asks one machine for its rows."""

from alembic import op

from app.db.migrate import statements_of

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

SUBJECTS = (
    "spread",
    "settings",
    "who_sees_whom",
    "support",
    "rights",
    "erasure",
    "retention",
    "statistics",
    "exchange",
    "public",
    "policies",
)


def upgrade() -> None:
    for subject in SUBJECTS:
        for statement in statements_of(f"0044_{subject}"):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was recorded since would be lost")
