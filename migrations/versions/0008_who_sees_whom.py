"""Who sees whom: the rule, the functions around it, the policies, and the application role's rights."""

from alembic import op

from app.db.migrate import statements_of

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FILES = (
    "settings", "who_sees_whom", "record_access", "notes", "look_ups", "kept_answers", "row_level_security",
    "grants",
)  # fmt: skip
"""In this order: each uses what is made before it."""


def upgrade() -> None:
    for name in FILES:
        for statement in statements_of(name):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a first release has nothing to go back to")
